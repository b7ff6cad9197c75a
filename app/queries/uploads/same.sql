-- The dataset that somebody has made of these bytes.
-- index: datasets_user_id_sha256_key
--
-- :user_id  uuid
-- :sha256   bytea
-- returns at most one uuid

select d.id
from datasets as d
where d.user_id = :user_id::uuid and d.sha256 = :sha256::bytea;
