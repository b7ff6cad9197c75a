-- The dataset that has waited longest to be read, or whose reader has been silent too long, leased to who asks.
-- index: datasets_waiting_idx, datasets_pkey
-- `is_over`: its last attempt was lost too, and there is not another.
--
-- :most     int8
-- :holder   text
-- :seconds  float8
-- returns at most one Claimed: id uuid, original_filename text, file_path text, table_path text?,
--   text_path text?, attempts int8, is_over bool, options jsonb

with next as (
    select
        d.id,
        d.attempts >= :most as is_over
    from datasets as d
    where
        d.status in ('uploaded', 'processing')
        and d.run_after <= now()
        and (d.status = 'uploaded' or d.leased_until < now())
    order by d.run_after
    limit 1
    for update skip locked
)

update datasets as d
set
    status = 'processing',
    stage = null,
    progress = 0,
    leased_by = :holder,
    leased_until = now() + make_interval(secs => :seconds),
    attempts = least(d.attempts + 1, :most)
from next as n
where d.id = n.id
returning
    d.id,
    d.original_filename,
    d.file_path,
    d.table_path,
    d.text_path,
    d.attempts,
    n.is_over,
    d.options;
