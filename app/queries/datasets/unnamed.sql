-- Which of these files of the storage no dataset names: `ids` has the dataset that each would be of.
-- index: datasets_pkey
--
-- :ids   uuid[]
-- :keys  text[]
-- returns many text

select f.key
from unnest(:ids::uuid [], :keys::text []) as f (id, key)
where not exists (
    select
    from datasets as d
    where d.id = f.id and f.key in (d.file_path, d.table_path, d.text_path)
);
