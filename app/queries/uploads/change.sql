-- Changes what its owner says of a dataset: the fields that the patch names, null included.
-- index: datasets_pkey
--
-- :patch  jsonb
-- :id     uuid
-- returns nothing

update datasets as d
set
    (original_filename, description, is_public) = (
        select
            n.original_filename,
            n.description,
            n.is_public
        from jsonb_populate_record(d, :patch::jsonb) as n
    )
where d.id = :id::uuid;
