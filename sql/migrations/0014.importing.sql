-- What the import of files needs: rows on their way in, the names they speak of, what was found, what could not be undone.
-- depends: 0013.history_in_utc

alter table imports add column applied_at timestamptz;
alter table imports add column deadline timestamptz;
alter table imports add column dry_run boolean not null default false;
alter table imports add column files_left_out bigint not null default 0;
alter table imports add column conflicts bigint not null default 0;
-- squawk-ignore constraint-missing-not-valid
alter table imports add constraint imports_left_out_check check (least(files_left_out, conflicts) >= 0);
alter table imports add column formats text [] not null default '{}';
alter table imports add column options jsonb;
alter table imports add column report jsonb;
-- Nothing has ever written to it: there is nothing to be read, and nobody to be kept waiting.
-- squawk-ignore ban-drop-constraint
alter table imports drop constraint imports_mapping_check;
-- squawk-ignore constraint-missing-not-valid
alter table imports add constraint imports_mapping_check check (
    jsonb_typeof(mapping) in ('object', 'array') and octet_length(mapping::text) <= 1048576
);
-- squawk-ignore constraint-missing-not-valid
alter table imports add constraint imports_options_check check (
    jsonb_typeof(options) = 'object' and octet_length(options::text) <= 1048576
);
-- squawk-ignore constraint-missing-not-valid
alter table imports add constraint imports_report_check check (
    jsonb_typeof(report) = 'object' and octet_length(report::text) <= 16777216
);
comment on table imports is 'Files taken into the catalogue together, in one transaction; it can be undone.';
comment on column imports.applied_at is 'When the transaction that wrote began, as in changes: undoing reads what that one did, and not what it did itself.';
comment on column imports.deadline is 'A running import that is older than this has ended with its process.';
comment on column imports.dry_run is 'Everything was done and then taken back: what it would have been.';
comment on column imports.files_left_out is 'Files in which no format was recognised.';
comment on column imports.conflicts is 'Rows that undoing left as they are, each with its reason in import_conflicts.';
comment on column imports.formats is 'The formats of its files, each once.';
comment on column imports.options is 'How it was asked for.';
comment on column imports.report is 'What was found: counts by file and kind, new names, near names, reasons of rejects.';
comment on column imports.format is 'For example lm-eval or csv; several where the files are of different formats.';
comment on column imports.mapping is 'What the person said of files that do not say it themselves; an array, where it was said of some files and of others.';

-- squawk-ignore require-concurrent-index-creation
create index imports_running_idx on imports (deadline) where status = 'running';

-- Nothing was ever in it. It has no foreign key: what is in it never outlives the transaction that copied it in.
-- squawk-ignore ban-drop-table
drop table import_rows;
create unlogged table import_rows (
    import_id uuid not null,
    number bigint not null,
    file bigint not null,
    row_number bigint not null,
    model_id bigint,
    benchmark_id bigint,
    target_id bigint,
    kind text not null,
    verdict text,
    column_name text,
    value text,
    reason text,
    parsed jsonb not null,
    constraint import_rows_pkey primary key (import_id, number),
    constraint import_rows_row_number_check check (row_number >= 1),
    constraint import_rows_kind_check check (kind in ('model', 'benchmark', 'result', 'price', 'reject')),
    constraint import_rows_verdict_check check (verdict in ('create', 'update', 'unchanged', 'reject')),
    constraint import_rows_reject_check check (
        char_length(column_name) <= 255 and char_length(value) <= 1000 and char_length(reason) <= 1000
    ),
    constraint import_rows_parsed_check check (jsonb_typeof(parsed) = 'object')
);
comment on table import_rows is 'What files say, record by record, while it is compared with the catalogue; unlogged, and emptied by the transaction that fills it.';
comment on column import_rows.import_id is 'The import.';
comment on column import_rows.number is 'Record of the import, from 1.';
comment on column import_rows.file is 'File of the import, from 1.';
comment on column import_rows.row_number is 'Line of a table, entry of any other file, from 1.';
comment on column import_rows.model_id is 'The model that it speaks of.';
comment on column import_rows.benchmark_id is 'The benchmark that it speaks of.';
comment on column import_rows.target_id is 'The row of the catalogue that says so already.';
comment on column import_rows.kind is 'What the record speaks of.';
comment on column import_rows.verdict is 'What becomes of it; null until it is judged.';
comment on column import_rows.column_name is 'Of a reject: the column at fault, where it is one.';
comment on column import_rows.value is 'Of a reject: what it said.';
comment on column import_rows.reason is 'Of a reject: what was expected.';
comment on column import_rows.parsed is 'The record as typed values.';

create unlogged table import_names (
    import_id uuid not null,
    number bigint not null,
    target_id bigint,
    made boolean not null default false,
    subject text not null,
    spelling text not null,
    organization text not null default '',
    name text not null,
    maker text,
    own_name text not null,
    constraint import_names_pkey primary key (import_id, subject, spelling, organization),
    constraint import_names_subject_check check (subject in ('model', 'benchmark')),
    constraint import_names_spelling_check check (char_length(spelling) between 1 and 255),
    constraint import_names_organization_check check (char_length(organization) <= 255),
    constraint import_names_maker_check check (char_length(maker) between 1 and 255),
    -- Longer than what is compared: some letters are several when they are written out.
    constraint import_names_name_check check (char_length(name) <= 5000 and char_length(own_name) <= 5000)
);
comment on table import_names is 'The names that files speak of, while they are compared with the catalogue; like import_rows.';
comment on column import_names.import_id is 'The import.';
comment on column import_names.number is 'The first record that has it.';
comment on column import_names.target_id is 'The model or benchmark that it is; null until found or made.';
comment on column import_names.made is 'This import made it.';
comment on column import_names.subject is 'model or benchmark.';
comment on column import_names.spelling is 'As the file writes it.';
comment on column import_names.organization is 'Who made it, where the file says so in a place of its own; else empty.';
comment on column import_names.name is 'As names are compared.';
comment on column import_names.maker is 'What stands before the slash of an address such as meta-llama/Llama-3.1-8B.';
comment on column import_names.own_name is 'What stands behind it; the whole where there is none.';

-- One order for all rejects of an import, of whatever file. Nothing was ever in it either.
-- squawk-ignore ban-drop-table
drop table import_rejects;
create table import_rejects (
    import_id uuid not null,
    position bigint not null,
    row_number bigint not null,
    created_at timestamptz not null default now(),
    file_name text not null,
    column_name text,
    value text,
    reason text not null,
    constraint import_rejects_pkey primary key (import_id, position),
    constraint import_rejects_import_id_fkey foreign key (import_id) references imports (id) on delete cascade,
    constraint import_rejects_row_number_check check (row_number >= 1),
    constraint import_rejects_position_check check (position >= 1),
    constraint import_rejects_file_name_check check (char_length(file_name) between 1 and 1024),
    constraint import_rejects_column_name_check check (char_length(column_name) <= 255),
    constraint import_rejects_value_check check (char_length(value) <= 1000),
    constraint import_rejects_reason_check check (char_length(reason) between 1 and 1000)
);
comment on table import_rejects is 'Rows of files that the catalogue refused, and why; the first 10,000 of an import.';
comment on column import_rejects.import_id is 'The import.';
comment on column import_rejects.position is 'In the order of the files and their rows, from 1.';
comment on column import_rejects.row_number is 'Line of a table, entry of any other file, from 1.';
comment on column import_rejects.created_at is 'When it was refused.';
comment on column import_rejects.file_name is 'The file, as it was called.';
comment on column import_rejects.column_name is 'The column at fault, where it is one.';
comment on column import_rejects.value is 'What it said, cut at 1,000 characters.';
comment on column import_rejects.reason is 'What was expected.';

create table import_conflicts (
    import_id uuid not null,
    position bigint not null,
    row_id bigint not null,
    created_at timestamptz not null default now(),
    table_name text not null,
    reason text not null,
    constraint import_conflicts_pkey primary key (import_id, position),
    constraint import_conflicts_import_id_fkey foreign key (import_id) references imports (id) on delete cascade,
    constraint import_conflicts_position_check check (position >= 1),
    constraint import_conflicts_table_name_check check (char_length(table_name) between 1 and 63),
    constraint import_conflicts_reason_check check (char_length(reason) between 1 and 1000)
);
comment on table import_conflicts is 'Rows that undoing an import left as they are, and why; the first 10,000.';
comment on column import_conflicts.import_id is 'The import.';
comment on column import_conflicts.position is 'In the order of the history, from 1.';
comment on column import_conflicts.row_id is 'Which row of table_name.';
comment on column import_conflicts.created_at is 'When it was undone.';
comment on column import_conflicts.table_name is 'Which table.';
comment on column import_conflicts.reason is 'What stands in the way.';

create table mappings (
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    name text not null,
    description text,
    mapping jsonb not null,
    constraint mappings_pkey primary key (name),
    constraint mappings_name_check check (
        name ~ '^[a-z0-9]+([.-][a-z0-9]+)*$' and name ~ '[a-z]' and char_length(name) <= 100
    ),
    constraint mappings_description_check check (char_length(description) between 1 and 20000),
    constraint mappings_mapping_check check (
        jsonb_typeof(mapping) in ('object', 'array') and octet_length(mapping::text) <= 65536
    )
);
create trigger mappings_set_updated_at before update on mappings
for each row when (old.* is distinct from new.*) execute function set_updated_at();
comment on table mappings is 'What people say of files that do not say it themselves, kept under a name.';
comment on column mappings.created_at is 'When it was first kept.';
comment on column mappings.updated_at is 'Last real change; kept by the database.';
comment on column mappings.name is 'How imports ask for it.';
comment on column mappings.description is 'Which files it is for.';
comment on column mappings.mapping is 'One mapping, or an array of several, each for the files that its pattern names.';

create function result_identity(
    model_id bigint, benchmark_id bigint, date_tested date, source text, settings jsonb, external_id text
) returns text
language sql immutable parallel safe
return case
    when external_id is null then md5(row(model_id, benchmark_id, date_tested - date '2000-01-01', source, settings)::text)
    else md5(row(model_id, benchmark_id, source, external_id)::text)
end;
comment on function result_identity(bigint, bigint, date, text, jsonb, text) is
'What makes an evaluation one evaluation: its own number where its source gives one; else the day and the settings. As the unique indexes have it, in one value that hashes.';

-- A row of the history says who wrote a result last; statuses and a merge of models are no writing of it.
create function result_written_by_hand(result bigint) returns boolean
language plpgsql stable
set search_path = public, pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
    aside constant text [] := array[
        'model_id', 'benchmark_id', 'status', 'status_reason', 'superseded_by', 'updated_at', 'created_by'
    ];
begin
    return coalesce((
        select c.import_id is null
        from changes as c
        where
            c.table_name = 'benchmark_results' and c.row_id = result
            and (c.before - aside) is distinct from (c.after - aside)
        order by c.id desc
        limit 1
    ), true);
end
$$;
comment on function result_written_by_hand(bigint) is 'Whether a person, not an import, wrote what a result says now.';

-- A row that was made and then filled by one import was made by it.
create function import_changes(import_id uuid) returns table (
    table_name text, row_id bigint, id bigint, before jsonb, after jsonb
)
language sql stable
set search_path = public, pg_catalog, pg_temp
begin atomic
select
    c.table_name,
    c.row_id,
    min(c.id),
    (array_agg(c.before order by c.id))[1],
    (array_agg(c.after order by c.id desc))[1]
from imports as i
join changes as c on c.import_id = i.id and c.created_at = i.applied_at
where
    i.id = import_changes.import_id
    and c.table_name in ('models', 'benchmarks', 'benchmark_results', 'model_prices')
group by c.table_name, c.row_id;
end;
comment on function import_changes(uuid) is
'What an import did to each row: as it was before, null where there was none, and as it left it.';

create function still_says(current jsonb, said jsonb) returns boolean
language sql immutable parallel safe
return current || (said - array['created_at', 'updated_at']) = current;
comment on function still_says(jsonb, jsonb) is
'Whether a row says what it once said, in the columns that there were then; when it was written does not matter.';

-- Rows that have just been copied in are unknown to the planner: it would expect a few and compare each with each. Only
-- an owner may have them counted, so this runs as the owner, and does nothing else.
create function count_import_rows() returns void
language plpgsql security definer
set search_path = public, pg_catalog, pg_temp
as $$
begin
    analyze import_rows;
end
$$;
comment on function count_import_rows() is 'Tells the planner what an import has copied in.';

create function count_import_names() returns void
language plpgsql security definer
set search_path = public, pg_catalog, pg_temp
as $$
begin
    analyze import_names;
end
$$;
comment on function count_import_names() is 'Tells the planner which names an import has gathered.';

-- The triggers that give slugs have all other new models wait for the end of their transaction, and an import is a long
-- one: it chooses by itself, and where somebody was quicker, the unique key says so and it begins again.
create function free_slug(subject text, base text, place bigint, taken text []) returns text
language plpgsql stable
set search_path = public, pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
    candidate text := base;
    suffix bigint := 1;
    left_over bigint := place;
begin
    loop
        if not (
            case subject
                when 'model' then
                    exists (select from models as m where m.slug = candidate)
                    or exists (select from merges as g where g.source_slug = candidate and g.undone_at is null)
                else exists (select from benchmarks as b where b.slug = candidate)
            end
        ) and (suffix = 1 or candidate <> all (taken)) then
            left_over := left_over - 1;
        end if;
        exit when left_over = 0;
        suffix := suffix + 1;
        candidate := base || '-' || suffix;
    end loop;
    return candidate;
end
$$;
comment on function free_slug(text, text, bigint, text []) is
'Of base, base-2, base-3 … the one that is free when so many of them are given out before; what is taken otherwise is left out.';

-- As 0007 does for the tables before.
do $$
declare
    visitor text;
begin
    for visitor in select rolname from pg_roles where rolname in ('anon', 'authenticated') loop
        execute format('revoke all on import_rows, import_names, import_rejects, import_conflicts, mappings from %I', visitor);
    end loop;
end
$$;
