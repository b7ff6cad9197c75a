-- How many datasets somebody has, and how many bytes their files have in all.
-- index: datasets_user_id_idx
--
-- :user_id  uuid
-- returns one Used: files int8, bytes int8

select
    count(*) as files,
    coalesce(sum(d.file_size), 0)::bigint as bytes
from datasets as d
where d.user_id = :user_id::uuid;
