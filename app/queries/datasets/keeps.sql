-- Whether a dataset's rows lie there.
-- index: datasets_pkey
--
-- :id          uuid
-- :table_path  text
-- returns one bool

select exists(
    select
    from datasets as d
    where d.id = :id and d.table_path = :table_path
) as keeps;
