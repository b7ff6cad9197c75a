-- Changes the fields that the patch names, null included; metadata is merged (RFC 7396).
-- index: models_pkey
--
-- :patch  jsonb
-- :id     int8
-- returns nothing

update models as m
set
    (name, organization, release_date, license, status, description, metadata) = (
        select
            p.name,
            p.organization,
            p.release_date,
            p.license,
            p.status,
            p.description,
            case when :patch::jsonb ? 'metadata' then merge_patch(m.metadata, :patch::jsonb -> 'metadata') else m.metadata end
        from jsonb_populate_record(m, :patch::jsonb - 'metadata'::text) as p
    )
where m.id = :id::bigint;
