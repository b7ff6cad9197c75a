drop function count_import_names();
drop function count_import_rows();
drop function free_slug(text, text, bigint, text []);
drop function still_says(jsonb, jsonb);
drop function import_changes(uuid);
drop function result_written_by_hand(bigint);
drop function result_identity(bigint, bigint, date, text, jsonb, text);
drop table mappings;
drop table import_conflicts;
drop table import_rejects;
drop table import_names;
drop table import_rows;
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
drop index imports_running_idx;
alter table imports drop constraint imports_mapping_check;
alter table imports add constraint imports_mapping_check check (
    jsonb_typeof(mapping) = 'object' and octet_length(mapping::text) <= 65536
);
alter table imports drop constraint imports_report_check;
alter table imports drop constraint imports_options_check;
alter table imports drop constraint imports_left_out_check;
alter table imports drop column report;
alter table imports drop column options;
alter table imports drop column formats;
alter table imports drop column conflicts;
alter table imports drop column files_left_out;
alter table imports drop column dry_run;
alter table imports drop column deadline;
alter table imports drop column applied_at;
comment on table imports is 'One file taken into the catalogue, once; it can be undone.';
comment on column imports.format is 'For example lm-eval or csv.';
comment on column imports.mapping is 'Which column is what, for files that do not say.';
