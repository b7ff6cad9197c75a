-- An import that has ended well, with its counts and report. Gives nothing where it is not running any more.
-- index: imports_pkey
--
-- :format     text
-- :formats    text[]
-- :sha256     bytea?
-- :read       int8
-- :created    int8
-- :updated    int8
-- :unchanged  int8
-- :rejected   int8
-- :left_out   int8
-- :report     jsonb
-- :id         uuid
-- returns at most one uuid

update imports as i
set
    status = 'done',
    finished_at = clock_timestamp(),
    applied_at = case when i.dry_run then null else now() end,
    format = :format,
    formats = :formats,
    sha256 = :sha256,
    rows_read = :read,
    rows_created = :created,
    rows_updated = :updated,
    rows_unchanged = :unchanged,
    rows_rejected = :rejected,
    files_left_out = :left_out,
    report = :report
where i.id = :id and i.status = 'running'
returning i.id;
