-- One dataset, for who may see it: its owner, or anybody where it is public.
-- index: datasets_pkey
--
-- :id      uuid
-- :caller  uuid?
-- returns at most one DatasetDetail: id uuid, owner text?, is_public bool, filename text,
--   original_filename text, description text?, file_type text, compression text?, file_size int8,
--   sha256 text, status text, stage text?, progress float8?, attempts int8, error text?, version int8,
--   row_count int8?, column_count int8?, rows_rejected int8?, created_at timestamptz, updated_at timestamptz,
--   processed_at timestamptz?, options jsonb, findings jsonb?

select
    d.id,
    (select u.username from users as u where u.id = d.user_id) as owner,
    d.is_public,
    d.filename,
    d.original_filename,
    d.description,
    d.file_type,
    d.compression,
    d.file_size,
    encode(d.sha256, 'hex') as sha256,
    d.status,
    d.stage,
    d.progress,
    d.attempts,
    d.error,
    d.version,
    d.row_count,
    d.column_count,
    d.rows_rejected,
    d.created_at,
    d.updated_at,
    d.processed_at,
    d.options,
    d.findings
from datasets as d
where d.id = :id and (d.is_public or d.user_id = :caller);
