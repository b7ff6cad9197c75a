-- Data files, and what was taken from them.
-- depends: 0002.accounts

create table datasets (
    id uuid not null default gen_random_uuid(),
    user_id uuid,
    file_size bigint not null,
    row_count bigint,
    leased_until timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    column_count bigint,
    attempts bigint not null default 0,
    filename text not null,
    original_filename text not null,
    file_type text not null,
    file_path text not null,
    status text not null default 'uploaded',
    leased_by text,
    error text,
    sha256 bytea,
    columns_info jsonb,
    constraint datasets_pkey primary key (id),
    constraint datasets_filename_key unique (filename),
    constraint datasets_user_id_fkey foreign key (user_id) references users (id) on delete set null,
    constraint datasets_file_size_check check (file_size >= 0),
    constraint datasets_row_count_check check (row_count >= 0),
    constraint datasets_column_count_check check (column_count >= 0),
    constraint datasets_attempts_check check (attempts >= 0),
    constraint datasets_filename_check check (filename ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,254}$'),
    constraint datasets_original_filename_check check (char_length(original_filename) between 1 and 255),
    constraint datasets_file_type_check check (char_length(file_type) between 1 and 50),
    constraint datasets_file_path_check check (char_length(file_path) between 1 and 1024),
    constraint datasets_status_check check (status in ('uploaded', 'processing', 'ready', 'error')),
    constraint datasets_error_check check (
        char_length(error) between 1 and 2000 and (status = 'error') = (error is not null)
    ),
    constraint datasets_sha256_check check (octet_length(sha256) = 32),
    constraint datasets_lease_check check ((leased_by is null) = (leased_until is null) and char_length(leased_by) <= 100),
    constraint datasets_columns_info_check check (
        jsonb_typeof(columns_info) = 'array' and octet_length(columns_info::text) <= 4194304
    )
);
create index datasets_user_id_idx on datasets (user_id, created_at desc, id);
create index datasets_waiting_idx on datasets (created_at) where status in ('uploaded', 'processing');
create trigger datasets_set_updated_at before update on datasets
for each row when (old.* is distinct from new.*) execute function set_updated_at();

comment on table datasets is 'Files that people uploaded, with their profile.';
comment on column datasets.id is 'Random: the address tells nothing.';
comment on column datasets.user_id is 'Who uploaded it; null once that account is gone.';
comment on column datasets.file_size is 'Bytes.';
comment on column datasets.row_count is 'Rows of data; null before the profile is made.';
comment on column datasets.leased_until is 'A worker that is silent beyond this moment has lost the job.';
comment on column datasets.created_at is 'When it was uploaded.';
comment on column datasets.updated_at is 'Last real change; kept by the database.';
comment on column datasets.column_count is 'Columns; null before the profile is made.';
comment on column datasets.attempts is 'How often a worker has begun.';
comment on column datasets.filename is 'The stored name.';
comment on column datasets.original_filename is 'As the person called it.';
comment on column datasets.file_type is 'As recognised by content, for example csv or parquet.';
comment on column datasets.file_path is 'Where it lies in the storage.';
comment on column datasets.status is 'uploaded, processing, ready or error.';
comment on column datasets.leased_by is 'The worker that profiles it now.';
comment on column datasets.error is 'Why no profile could be made; only with status error.';
comment on column datasets.sha256 is 'Of the whole file.';
comment on column datasets.columns_info is 'The profile: a JSON array, one object a column.';

create table imports (
    id uuid not null default gen_random_uuid(),
    dataset_id uuid,
    created_by uuid,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    finished_at timestamptz,
    undone_at timestamptz,
    rows_read bigint not null default 0,
    rows_created bigint not null default 0,
    rows_updated bigint not null default 0,
    rows_unchanged bigint not null default 0,
    rows_rejected bigint not null default 0,
    format text not null,
    filename text,
    status text not null default 'running',
    error text,
    sha256 bytea,
    mapping jsonb,
    constraint imports_pkey primary key (id),
    constraint imports_dataset_id_fkey foreign key (dataset_id) references datasets (id) on delete set null,
    constraint imports_created_by_fkey foreign key (created_by) references users (id) on delete set null,
    constraint imports_counts_check check (
        least(rows_read, rows_created, rows_updated, rows_unchanged, rows_rejected) >= 0
    ),
    constraint imports_format_check check (char_length(format) between 1 and 50),
    constraint imports_filename_check check (char_length(filename) between 1 and 255),
    constraint imports_status_check check (status in ('running', 'done', 'failed', 'undone')),
    constraint imports_undone_check check ((status = 'undone') = (undone_at is not null)),
    constraint imports_error_check check (char_length(error) between 1 and 2000),
    constraint imports_sha256_check check (octet_length(sha256) = 32),
    constraint imports_mapping_check check (
        jsonb_typeof(mapping) = 'object' and octet_length(mapping::text) <= 65536
    )
);
create index imports_dataset_id_idx on imports (dataset_id);
create index imports_created_by_idx on imports (created_by, created_at desc);
create index imports_newest_idx on imports (created_at desc, id);
create trigger imports_set_updated_at before update on imports
for each row when (old.* is distinct from new.*) execute function set_updated_at();

comment on table imports is 'One file taken into the catalogue, once; it can be undone.';
comment on column imports.id is 'Named by every row that came with it.';
comment on column imports.dataset_id is 'The uploaded file, where it came from one.';
comment on column imports.created_by is 'Who imported; null once that account is gone.';
comment on column imports.created_at is 'When it began.';
comment on column imports.updated_at is 'Last real change; kept by the database.';
comment on column imports.finished_at is 'When it ended, well or not.';
comment on column imports.undone_at is 'When it was undone; only with status undone.';
comment on column imports.rows_read is 'Rows in the file.';
comment on column imports.rows_created is 'Rows that are new in the catalogue.';
comment on column imports.rows_updated is 'Rows that the file changed.';
comment on column imports.rows_unchanged is 'Rows that were there already.';
comment on column imports.rows_rejected is 'Rows refused, each with its reason in import_rejects.';
comment on column imports.format is 'For example lm-eval or csv.';
comment on column imports.filename is 'As the person called it.';
comment on column imports.status is 'running, done, failed or undone.';
comment on column imports.error is 'Why it failed.';
comment on column imports.sha256 is 'Of the whole file.';
comment on column imports.mapping is 'Which column is what, for files that do not say.';

create unlogged table import_rows (
    import_id uuid not null,
    row_number bigint not null,
    kind text not null,
    parsed jsonb not null,
    constraint import_rows_pkey primary key (import_id, row_number, kind),
    constraint import_rows_import_id_fkey foreign key (import_id) references imports (id) on delete cascade,
    constraint import_rows_row_number_check check (row_number >= 1),
    constraint import_rows_kind_check check (char_length(kind) between 1 and 50),
    constraint import_rows_parsed_check check (jsonb_typeof(parsed) = 'object')
);
comment on table import_rows is 'What a file says, row by row, while it is compared with the catalogue; unlogged and emptied afterwards.';
comment on column import_rows.import_id is 'The import.';
comment on column import_rows.row_number is 'Row of the file, from 1.';
comment on column import_rows.kind is 'What the row speaks of: model, benchmark, result or price.';
comment on column import_rows.parsed is 'The row as typed values.';

create table import_rejects (
    import_id uuid not null,
    row_number bigint not null,
    position bigint not null default 1,
    created_at timestamptz not null default now(),
    column_name text,
    value text,
    reason text not null,
    constraint import_rejects_pkey primary key (import_id, row_number, position),
    constraint import_rejects_import_id_fkey foreign key (import_id) references imports (id) on delete cascade,
    constraint import_rejects_row_number_check check (row_number >= 1),
    constraint import_rejects_position_check check (position >= 1),
    constraint import_rejects_column_name_check check (char_length(column_name) <= 255),
    constraint import_rejects_value_check check (char_length(value) <= 1000),
    constraint import_rejects_reason_check check (char_length(reason) between 1 and 1000)
);
comment on table import_rejects is 'Rows of a file that the catalogue refused, and why.';
comment on column import_rejects.import_id is 'The import.';
comment on column import_rejects.row_number is 'Row of the file, from 1.';
comment on column import_rejects.position is 'Several things can be wrong with one row.';
comment on column import_rejects.created_at is 'When it was refused.';
comment on column import_rejects.column_name is 'The column at fault, where it is one.';
comment on column import_rejects.value is 'What it said, cut at 1,000 characters.';
comment on column import_rejects.reason is 'What was expected.';
