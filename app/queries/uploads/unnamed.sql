-- Which of these files of the storage no dataset names: `ids` has the dataset that each would be of.
-- index: datasets_pkey
--
-- :ids    uuid[]
-- :paths  text[]
-- returns many text

select f.path
from unnest(:ids::uuid [], :paths::text []) as f (id, path)
where not exists (
    select
    from datasets as d
    where d.id = f.id and f.path in (d.file_path, d.table_path, d.text_path)
);
