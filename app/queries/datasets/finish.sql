-- A dataset that has been read well: its rows lie in the storage, its profile is here. Gives nothing to one who has
-- lost the lease.
-- index: datasets_pkey
--
-- :file_type      text
-- :compression    text?
-- :row_count      int8
-- :column_count   int8
-- :rows_rejected  int8
-- :table_path     text
-- :text_path      text
-- :columns_info   jsonb
-- :findings       jsonb
-- :id             uuid
-- :holder         text
-- :attempts       int8
-- returns at most one uuid

update datasets as d
set
    status = 'ready',
    stage = null,
    progress = null,
    error = null,
    leased_by = null,
    leased_until = null,
    version = d.version + 1,
    processed_at = now(),
    file_type = :file_type,
    compression = :compression,
    row_count = :row_count,
    column_count = :column_count,
    rows_rejected = :rows_rejected,
    table_path = :table_path,
    text_path = :text_path,
    columns_info = :columns_info,
    findings = :findings
where d.id = :id and d.leased_by = :holder and d.attempts = :attempts and d.status = 'processing'
returning d.id;
