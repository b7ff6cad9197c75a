-- One page of imports, the newest first, without their reports.
-- index: imports_newest_idx, users_pkey
--
-- :status            text?
-- :format            text?
-- :dry_run           bool?
-- :after_created_at  timestamptz?
-- :after_id          uuid?
-- :limit             int8
-- returns many Import: id uuid, dataset_id uuid?, status text, dry_run bool, format text, formats text[],
--   filename text?, sha256 text?, read int8, created int8, updated int8, unchanged int8, rejected int8,
--   left_out int8, conflicts int8, error text?, actor text?, created_at timestamptz,
--   finished_at timestamptz?, undone_at timestamptz?

select
    i.id,
    i.dataset_id,
    i.status,
    i.dry_run,
    i.format,
    i.formats,
    i.filename,
    encode(i.sha256, 'hex') as sha256,
    i.rows_read as read,
    i.rows_created as created,
    i.rows_updated as updated,
    i.rows_unchanged as unchanged,
    i.rows_rejected as rejected,
    i.files_left_out as left_out,
    i.conflicts,
    i.error,
    (select u.username from users as u where u.id = i.created_by) as actor,
    i.created_at,
    i.finished_at,
    i.undone_at
from imports as i
where
    (:status::text is null or i.status = :status)
    and (:format::text is null or :format = any(i.formats))
    and (:dry_run::boolean is null or i.dry_run = :dry_run)
    -- Not by a row comparison: the index runs down the days, and up the ids of one moment.
    and (
        :after_created_at::timestamptz is null
        or i.created_at <= :after_created_at and (i.created_at < :after_created_at or i.id > :after_id::uuid)
    )
order by i.created_at desc, i.id
limit :limit::bigint;
