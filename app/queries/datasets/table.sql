-- Where a dataset's rows lie and how it is read, for who may see it: its owner, or anybody where it is public.
-- index: datasets_pkey
--
-- :id      uuid
-- :caller  uuid?
-- returns at most one Table: id uuid, original_filename text, status text, error text?, version int8,
--   row_count int8?, table_path text?, text_path text?, columns_info jsonb?, findings jsonb?

select
    d.id,
    d.original_filename,
    d.status,
    d.error,
    d.version,
    d.row_count,
    d.table_path,
    d.text_path,
    d.columns_info,
    d.findings
from datasets as d
where d.id = :id and (d.is_public or d.user_id = :caller);
