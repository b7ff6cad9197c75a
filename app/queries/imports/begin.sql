-- An import that begins. Whatever began before and is past its time has ended with its process.
-- index: imports_pkey, imports_running_idx, datasets_pkey
--
-- :created_by  uuid?
-- :dataset_id  uuid?
-- :format      text
-- :filename    text?
-- :mapping     jsonb?
-- :options     jsonb
-- :dry_run     bool
-- :seconds     int4
-- returns one uuid

with ended as (
    update imports as i
    set status = 'failed', finished_at = now(), error = 'It ended with the process that ran it. Nothing was written.'
    where i.status = 'running' and i.deadline < now()
)

insert into imports (created_by, dataset_id, format, filename, mapping, options, dry_run, deadline)
values (
    -- Whose file has just been deleted is as one of a file that was brought.
    :created_by, (select d.id from datasets as d where d.id = :dataset_id::uuid), :format, :filename, :mapping, :options,
    :dry_run, now() + make_interval(secs => :seconds::integer)
)
returning id;
