-- One import, with how it was asked for and its report.
-- index: imports_pkey, users_pkey
-- plan: generic; it looks for one key
--
-- :id  uuid
-- returns at most one ImportDetail: id uuid, dataset_id uuid?, status text, dry_run bool, format text,
--   formats text[], filename text?, sha256 text?, read int8, created int8, updated int8, unchanged int8,
--   rejected int8, left_out int8, conflicts int8, error text?, actor text?, created_at timestamptz,
--   finished_at timestamptz?, undone_at timestamptz?, options jsonb?, mapping jsonb?, report jsonb?

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
    i.undone_at,
    i.options,
    i.mapping,
    i.report
from imports as i
where i.id = :id::uuid;
