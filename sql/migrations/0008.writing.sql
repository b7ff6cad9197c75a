-- What writing needs: what replaces a result, bounds that scores keep, aliases in the history, merges of models.
-- depends: 0007.changes

-- A new column of nulls has nothing to compare: the foreign key is valid from the start, and nothing is read. Index and
-- check read every row, so they have migrations of their own.
alter table benchmark_results add column superseded_by bigint
-- squawk-ignore adding-foreign-key-constraint
constraint benchmark_results_superseded_by_fkey references benchmark_results (id) on delete set null;
alter table benchmark_results add constraint benchmark_results_superseded_by_check check (
    superseded_by is null or status = 'superseded' and superseded_by <> id
) not valid;
comment on column benchmark_results.superseded_by is 'The better row, where this one is superseded and that one is known.';

-- The bounds of a benchmark hold its active results. No check of a table can see another table, so triggers raise in the
-- name that they are given.
create function results_keep_bounds() returns trigger
language plpgsql
set search_path = public, pg_catalog, pg_temp
as $$
declare
    outside record;
begin
    select n.id, n.benchmark_id
    into outside
    from new_rows as n
    join benchmarks as b on b.id = n.benchmark_id
    where n.status = 'active' and (n.score < b.min_score or n.score > b.max_score)
    limit 1;
    if found then
        raise exception 'an active result lies outside the bounds of its benchmark'
            using errcode = 'check_violation', constraint = tg_argv[0], table = tg_table_name,
            detail = format('Result %s, benchmark %s.', outside.id, outside.benchmark_id);
    end if;
    return null;
end
$$;
comment on function results_keep_bounds() is
'Refuses active results outside the bounds of their benchmark; its argument is the name of the constraint.';
create trigger benchmark_results_keep_bounds_on_insert after insert on benchmark_results
referencing new table as new_rows
for each statement execute function results_keep_bounds('benchmark_results_bounds_check');
create trigger benchmark_results_keep_bounds_on_update after update on benchmark_results
referencing new table as new_rows
for each statement execute function results_keep_bounds('benchmark_results_bounds_check');

create function benchmarks_keep_bounds() returns trigger
language plpgsql
set search_path = public, pg_catalog, pg_temp
as $$
begin
    perform demand_read_committed();
    -- Whoever has inserted within the old bounds must have committed before the results are looked at.
    lock table benchmark_results in share row exclusive mode;
    if exists (
        select from benchmark_results as r
        where
            r.benchmark_id = new.id and r.status = 'active'
            and (r.score < new.min_score or r.score > new.max_score)
    ) then
        raise exception 'active results lie outside the new bounds of the benchmark'
            using errcode = 'check_violation', constraint = tg_argv[0], table = tg_table_name;
    end if;
    return null;
end
$$;
comment on function benchmarks_keep_bounds() is
'Refuses bounds that leave active results outside; its argument is the name of the constraint.';
create trigger benchmarks_keep_bounds_on_narrowing after update on benchmarks
for each row when (
    new.min_score > coalesce(old.min_score, '-infinity'::float8)
    or new.max_score < coalesce(old.max_score, 'infinity'::float8)
)
execute function benchmarks_keep_bounds('benchmarks_results_bounds_check');

-- Aliases are part of a model's or a benchmark's history; the name itself is in the row that has it. An alias that moves
-- goes from one history and comes into another.
create function record_alias_inserts() returns trigger
language plpgsql
set search_path = public, pg_catalog, pg_temp
as $$
begin
    insert into changes (row_id, actor_id, import_id, table_name, action, reason, after)
    select
        (to_jsonb(n) ->> tg_argv[0])::bigint,
        nullif(current_setting('catalogue.actor_id', true), '')::uuid,
        nullif(current_setting('catalogue.import_id', true), '')::uuid,
        tg_table_name, 'insert', nullif(current_setting('catalogue.reason', true), ''), to_jsonb(n)
    from new_rows as n
    where n.kind = 'alias'
    order by n.name;
    return null;
end
$$;
comment on function record_alias_inserts() is
'Writes each new alias to changes, as a row of its model or benchmark; its argument is the column that says of which.';

create function record_alias_updates() returns trigger
language plpgsql
set search_path = public, pg_catalog, pg_temp
as $$
begin
    insert into changes (row_id, actor_id, import_id, table_name, action, reason, before, after)
    select
        p.row_id,
        nullif(current_setting('catalogue.actor_id', true), '')::uuid,
        nullif(current_setting('catalogue.import_id', true), '')::uuid,
        tg_table_name,
        case when p.before is null then 'insert' when p.after is null then 'delete' else 'update' end,
        nullif(current_setting('catalogue.reason', true), ''), p.before, p.after
    from (
        select name, row_id, o.document as before, n.document as after
        from (select o.name, (to_jsonb(o) ->> tg_argv[0])::bigint as row_id, to_jsonb(o) as document from old_rows as o) as o
        full join (
            select n.name, (to_jsonb(n) ->> tg_argv[0])::bigint as row_id, to_jsonb(n) as document from new_rows as n
        ) as n using (name, row_id)
    ) as p
    where p.before is distinct from p.after and 'alias' in (p.before ->> 'kind', p.after ->> 'kind')
    order by p.name, p.row_id;
    return null;
end
$$;
comment on function record_alias_updates() is
'Writes each changed alias to changes: a delete there and an insert here where it moves to another model or benchmark.';

create function record_alias_deletes() returns trigger
language plpgsql
set search_path = public, pg_catalog, pg_temp
as $$
begin
    insert into changes (row_id, actor_id, import_id, table_name, action, reason, before)
    select
        (to_jsonb(o) ->> tg_argv[0])::bigint,
        nullif(current_setting('catalogue.actor_id', true), '')::uuid,
        nullif(current_setting('catalogue.import_id', true), '')::uuid,
        tg_table_name, 'delete', nullif(current_setting('catalogue.reason', true), ''), to_jsonb(o)
    from old_rows as o
    where o.kind = 'alias'
    order by o.name;
    return null;
end
$$;
comment on function record_alias_deletes() is
'Writes each deleted alias to changes, as a row of its model or benchmark; its argument is the column that says of which.';

create trigger model_names_record_inserts after insert on model_names referencing new table as new_rows
for each statement execute function record_alias_inserts('model_id');
create trigger model_names_record_updates after update on model_names referencing old table as old_rows new table as new_rows
for each statement execute function record_alias_updates('model_id');
create trigger model_names_record_deletes after delete on model_names referencing old table as old_rows
for each statement execute function record_alias_deletes('model_id');
create trigger benchmark_names_record_inserts after insert on benchmark_names referencing new table as new_rows
for each statement execute function record_alias_inserts('benchmark_id');
create trigger benchmark_names_record_updates after update on benchmark_names referencing old table as old_rows new table as new_rows
for each statement execute function record_alias_updates('benchmark_id');
create trigger benchmark_names_record_deletes after delete on benchmark_names referencing old table as old_rows
for each statement execute function record_alias_deletes('benchmark_id');

create function merge_patch(target jsonb, patch jsonb) returns jsonb
language plpgsql immutable parallel safe
set search_path = public, pg_catalog, pg_temp
as $$
begin
    if patch is null then
        return target;
    end if;
    if jsonb_typeof(patch) <> 'object' then
        return nullif(patch, 'null');
    end if;
    if jsonb_typeof(target) is distinct from 'object' then
        target := '{}';
    end if;
    return (
        select
            (target - coalesce(array_agg(p.key) filter (where p.value = 'null'), '{}'))
            || coalesce(
                jsonb_object_agg(
                    p.key,
                    case jsonb_typeof(p.value) when 'object' then merge_patch(target -> p.key, p.value) else p.value end
                ) filter (where p.value <> 'null'),
                '{}'
            )
        from jsonb_each(patch) as p
    );
end
$$;
comment on function merge_patch(jsonb, jsonb) is
'RFC 7396: objects are merged, null removes a key, anything else replaces. A patch that is null in SQL changes nothing, one that is null in JSON gives null.';

create table merges (
    id bigint generated always as identity,
    source_id bigint not null,
    target_id bigint not null,
    transaction_id xid8 not null default pg_current_xact_id(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    undone_at timestamptz,
    results_moved bigint not null default 0,
    results_superseded bigint not null default 0,
    opinions_moved bigint not null default 0,
    use_cases_moved bigint not null default 0,
    prices_moved bigint not null default 0,
    prices_dropped bigint not null default 0,
    names_moved bigint not null default 0,
    actor_id uuid,
    source_slug text not null,
    source_name text not null,
    reason text,
    constraint merges_pkey primary key (id),
    constraint merges_target_id_check check (target_id <> source_id),
    constraint merges_undone_at_check check (undone_at >= created_at),
    constraint merges_counts_check check (
        least(results_moved, opinions_moved, use_cases_moved, prices_moved, prices_dropped, names_moved) >= 0
        and results_superseded between 0 and results_moved
    ),
    constraint merges_source_slug_check check (char_length(source_slug) between 1 and 100),
    constraint merges_source_name_check check (char_length(source_name) between 1 and 255),
    constraint merges_reason_check check (char_length(reason) between 1 and 2000)
);
-- Not unique: a new model may be given the slug on purpose, and be merged itself; the later merge counts.
create index merges_source_slug_idx on merges (source_slug, id desc) where undone_at is null;
create unique index merges_source_id_key on merges (source_id) where undone_at is null;
create index merges_target_id_idx on merges (target_id) where undone_at is null;
create trigger merges_set_updated_at before update on merges
for each row when (old.* is distinct from new.*) execute function set_updated_at();

comment on table merges is 'Models that were found to be another one, and became it; what moved is in changes.';
comment on column merges.id is 'Never reused.';
comment on column merges.source_id is 'The model that is gone, or was; no foreign key: the record outlives it.';
comment on column merges.target_id is 'The model it became; no foreign key: the record outlives that one too.';
comment on column merges.transaction_id is 'With created_at: which rows of changes are this merge; undoing reads them.';
comment on column merges.created_at is 'When the transaction began, as in changes.';
comment on column merges.updated_at is 'Last real change; kept by the database.';
comment on column merges.undone_at is 'When the source came back; null while it is merged.';
comment on column merges.results_moved is 'Results of the source, superseded ones included.';
comment on column merges.results_superseded is 'Those of them that the target had already, and which became superseded.';
comment on column merges.opinions_moved is 'Opinions of the source.';
comment on column merges.use_cases_moved is 'Use cases of the source.';
comment on column merges.prices_moved is 'Prices of the source.';
comment on column merges.prices_dropped is 'Prices of an offering and day that the target had already.';
comment on column merges.names_moved is 'Names of the source, its own included: aliases of the target since.';
comment on column merges.actor_id is 'Who; no foreign key: the record outlives the account.';
comment on column merges.source_slug is 'The old address; it leads to the target while the merge holds.';
comment on column merges.source_name is 'What the source was called.';
comment on column merges.reason is 'Why, where somebody said; public.';

-- force_generic_plan: the service's role plans each statement for its values, and one look at a key needs that least,
-- least of all ten thousand times in a statement.
create function model_at(address text) returns bigint
language plpgsql stable parallel safe
set search_path = public, pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
    wanted_slug text;
    start bigint;
    found_id bigint;
begin
    if address ~ '^[1-9][0-9]{0,18}$' and address::numeric <= 9223372036854775807 then
        start := address::bigint;
        select m.id into found_id from models as m where m.id = start;
    else
        wanted_slug := lower(address collate "C");
        select m.id into found_id from models as m where m.slug = wanted_slug;
        if found_id is null then
            select g.target_id into start
            from merges as g
            where g.source_slug = wanted_slug and g.undone_at is null
            order by g.id desc
            limit 1;
        end if;
    end if;
    if found_id is not null or start is null then
        return found_id;
    end if;
    -- "union", not "union all": what came around again is not followed again.
    return (
        with recursive followed (id) as (
            values (start)
            union
            select g.target_id
            from followed as f
            join merges as g on g.source_id = f.id
            where g.undone_at is null
        )
        select m.id from followed as f join models as m on m.id = f.id limit 1
    );
end
$$;
comment on function model_at(text) is
'The model that has this id or this slug in any case, or that the one that had it was merged into; null where there is none.';

create function benchmark_at(address text) returns bigint
language plpgsql stable parallel safe
set search_path = public, pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
    found_id bigint;
begin
    if address ~ '^[1-9][0-9]{0,18}$' and address::numeric <= 9223372036854775807 then
        select b.id into found_id from benchmarks as b where b.id = address::bigint;
    else
        select b.id into found_id from benchmarks as b where b.slug = lower(address collate "C");
    end if;
    return found_id;
end
$$;
comment on function benchmark_at(text) is
'The benchmark that has this id or this slug in any case; null where there is none.';

create or replace function models_give_slug() returns trigger
language plpgsql
set search_path = public, pg_catalog, pg_temp
as $$
declare
    base text := slug_base(new.name, 'model');
    suffix integer := 1;
begin
    -- New models take turns until their transactions end. A lock for each slug would let "foo" -> foo-2 and "foo 2"
    -- collide, and thousands of new models in one import would fill the server's table of locks.
    perform pg_advisory_xact_lock(hashtextextended('models.slug', 0));
    new.slug := base;
    -- The slug of a merged model is an address that somebody has written down.
    while exists (select from models as m where m.slug = new.slug)
        or exists (select from merges as g where g.source_slug = new.slug and g.undone_at is null)
    loop
        suffix := suffix + 1;
        new.slug := base || '-' || suffix;
    end loop;
    return new;
end
$$;

create function refused_results(rows jsonb) returns table (row_number bigint, constraint_name text)
language plpgsql
set search_path = public, pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
    ending constant bigint := jsonb_array_length(rows);
    position bigint := 0;
    size bigint := 256;
    refused_column text;
begin
    -- Many at once while all goes well, for a statement costs more than a row; fewer and fewer to find the one that is
    -- refused. What was inserted before it stays, so of two that are the same the later one is named.
    while position < ending loop
        begin
            insert into benchmark_results (
                model_id, benchmark_id, score, score_raw, date_tested, source, source_url, evidence, settings, stderr,
                ci_low, ci_high, samples, external_id
            )
            select
                model_at(r.model), benchmark_at(r.benchmark), r.score, r.score_raw, r.date_tested, r.source,
                r.source_url, r.evidence, coalesce(r.settings, '{}'), r.stderr, r.ci_low, r.ci_high, r.samples,
                r.external_id
            from generate_series(position, least(position + size, ending) - 1) as p (index)
            cross join lateral jsonb_to_record(rows -> p.index::integer) as r (
                model text, benchmark text, score double precision, score_raw text, date_tested date, source text,
                source_url text, evidence text, settings jsonb, stderr double precision, ci_low double precision,
                ci_high double precision, samples bigint, external_id text
            )
            order by p.index;
            position := position + size;
            size := least(size * 2, 256);
        exception when integrity_constraint_violation then
            if size > 1 then
                size := size / 2;
            else
                position := position + 1;
                get stacked diagnostics constraint_name = constraint_name, refused_column = column_name;
                row_number := position;
                constraint_name := coalesce(nullif(constraint_name, ''), refused_column);
                return next;
            end if;
        end;
    end loop;
end
$$;
comment on function refused_results(jsonb) is
'Inserts the results of an array one by one, and says which are refused and by which constraint, or by which column that may not be null. Whoever asks rolls back.';

-- As 0007 does for the tables before.
do $$
declare
    visitor text;
begin
    for visitor in select rolname from pg_roles where rolname in ('anon', 'authenticated') loop
        execute format('revoke all on merges, merges_id_seq from %I', visitor);
    end loop;
end
$$;
