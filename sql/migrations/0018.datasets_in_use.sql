-- What uploaded files need once they are read: how, how far, what was found in them, which rows could not be taken.
-- depends: 0017.accounts_checked

-- Nothing has ever written to the table: there is nothing to be read, and nobody to be kept waiting.
alter table datasets add column rows_rejected bigint;
alter table datasets add column version bigint not null default 0;
alter table datasets add column run_after timestamptz not null default now();
alter table datasets add column processed_at timestamptz;
alter table datasets add column progress double precision;
alter table datasets add column is_public boolean not null default false;
alter table datasets add column description text;
alter table datasets add column compression text;
alter table datasets add column stage text;
alter table datasets add column table_path text;
alter table datasets add column text_path text;
alter table datasets add column options jsonb not null default '{}';
alter table datasets add column findings jsonb;

-- squawk-ignore adding-not-nullable-field
alter table datasets alter column sha256 set not null;
-- squawk-ignore constraint-missing-not-valid
alter table datasets add constraint datasets_rows_rejected_check check (rows_rejected >= 0);
-- squawk-ignore constraint-missing-not-valid
alter table datasets add constraint datasets_version_check check (version >= 0);
-- squawk-ignore constraint-missing-not-valid
alter table datasets add constraint datasets_progress_check check (progress between 0 and 1);
-- squawk-ignore constraint-missing-not-valid
alter table datasets add constraint datasets_description_check check (char_length(description) between 1 and 20000);
-- squawk-ignore constraint-missing-not-valid
alter table datasets add constraint datasets_compression_check check (compression in ('gzip', 'zstd'));
-- squawk-ignore constraint-missing-not-valid
alter table datasets add constraint datasets_stage_check check (char_length(stage) between 1 and 50);
-- squawk-ignore constraint-missing-not-valid
alter table datasets add constraint datasets_paths_check check (
    char_length(table_path) between 1 and 1024 and char_length(text_path) between 1 and 1024
    and (table_path is null) = (text_path is null)
);
-- squawk-ignore constraint-missing-not-valid
alter table datasets add constraint datasets_options_check check (
    jsonb_typeof(options) = 'object' and octet_length(options::text) <= 1048576
);
-- squawk-ignore constraint-missing-not-valid
alter table datasets add constraint datasets_findings_check check (
    jsonb_typeof(findings) = 'object' and octet_length(findings::text) <= 1048576
);
-- squawk-ignore constraint-missing-not-valid
alter table datasets add constraint datasets_ready_check check (
    status <> 'ready'
    or num_nulls(table_path, row_count, column_count, rows_rejected, columns_info, findings, processed_at) = 0
);
-- squawk-ignore constraint-missing-not-valid
alter table datasets add constraint datasets_processing_check check ((status = 'processing') = (leased_by is not null));

-- squawk-ignore disallowed-unique-constraint, constraint-missing-not-valid
alter table datasets add constraint datasets_user_id_sha256_key unique (user_id, sha256);
drop index datasets_waiting_idx; -- squawk-ignore require-concurrent-index-deletion
-- squawk-ignore require-concurrent-index-creation
create index datasets_waiting_idx on datasets (run_after) where status in ('uploaded', 'processing');
-- squawk-ignore require-concurrent-index-creation
create index datasets_public_idx on datasets (created_at desc, id) where is_public;

comment on column datasets.rows_rejected is 'Rows that could not be taken; the first of them are in dataset_rejects.';
comment on column datasets.version is 'Counts the readings that went well.';
comment on column datasets.run_after is 'No worker takes it before this moment.';
comment on column datasets.processed_at is 'When it was last read well.';
comment on column datasets.progress is 'How far the worker is, from 0 to 1.';
comment on column datasets.is_public is 'Whether everybody may read it; else only its owner knows that it is there.';
comment on column datasets.description is 'What it is, in prose.';
comment on column datasets.compression is 'gzip or zstd, where the file is compressed.';
comment on column datasets.stage is 'What the worker is doing: reading, typing, profiling …';
comment on column datasets.table_path is 'Its rows with their types, as Parquet, in the storage.';
comment on column datasets.text_path is 'Its rows as they were written, as Parquet, in the storage.';
comment on column datasets.options is 'How it is to be read, where its owner says so.';
comment on column datasets.findings is 'How it was read: encoding, delimiter, header, warnings.';

create table dataset_rejects (
    dataset_id uuid not null,
    position bigint not null,
    row_number bigint not null,
    created_at timestamptz not null default now(),
    column_name text,
    value text,
    reason text not null,
    constraint dataset_rejects_pkey primary key (dataset_id, position),
    constraint dataset_rejects_dataset_id_fkey foreign key (dataset_id) references datasets (id) on delete cascade,
    constraint dataset_rejects_position_check check (position >= 1),
    constraint dataset_rejects_row_number_check check (row_number >= 1),
    constraint dataset_rejects_column_name_check check (char_length(column_name) <= 255),
    constraint dataset_rejects_value_check check (char_length(value) <= 1000),
    constraint dataset_rejects_reason_check check (char_length(reason) between 1 and 1000)
);
comment on table dataset_rejects is 'Rows of uploaded files that could not be taken, and why; the first 10,000 of each.';
comment on column dataset_rejects.dataset_id is 'The uploaded file.';
comment on column dataset_rejects.position is 'Its number among the rejects, from 1.';
comment on column dataset_rejects.row_number is 'Line of a table, entry of any other file, from 1.';
comment on column dataset_rejects.created_at is 'When it was refused.';
comment on column dataset_rejects.column_name is 'The column at fault, where it is one.';
comment on column dataset_rejects.value is 'What it said, cut at 1,000 characters.';
comment on column dataset_rejects.reason is 'What was expected.';

-- A hint for who waits; what is true stands in the table.
create function datasets_notify() returns trigger
language plpgsql
set search_path = public, pg_catalog, pg_temp
as $$
begin
    perform pg_notify('datasets', coalesce(new.id, old.id)::text);
    return null;
end
$$;
comment on function datasets_notify() is 'Tells listeners on the channel datasets which one has changed.';
create trigger datasets_notify_of_new after insert on datasets
for each row execute function datasets_notify();
create trigger datasets_notify_of_change after update on datasets
for each row when (
    (old.status, old.stage, old.progress, old.version) is distinct from (new.status, new.stage, new.progress, new.version)
)
execute function datasets_notify();
create trigger datasets_notify_of_end after delete on datasets
for each row execute function datasets_notify();

-- As 0007 does for the tables before.
do $$
declare
    visitor text;
begin
    for visitor in select rolname from pg_roles where rolname in ('anon', 'authenticated') loop
        execute format('revoke all on dataset_rejects from %I', visitor);
    end loop;
end
$$;
