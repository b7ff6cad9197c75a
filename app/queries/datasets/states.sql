-- How datasets stand that people wait for.
-- index: datasets_pkey
--
-- :ids  uuid[]
-- returns many State: id uuid, user_id uuid?, is_public bool, status text, stage text?, progress float8?,
--   version int8, error text?

select
    d.id,
    d.user_id,
    d.is_public,
    d.status,
    d.stage,
    d.progress,
    d.version,
    d.error
from datasets as d
where d.id = any(:ids);
