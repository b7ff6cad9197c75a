-- Scores, who says so and under which settings; and which of them stand on a leaderboard.
-- depends: 0003.models_and_benchmarks 0004.datasets_and_imports

create table benchmark_results (
    id bigint generated always as identity,
    model_id bigint not null,
    benchmark_id bigint not null,
    score double precision not null,
    stderr double precision,
    ci_low double precision,
    ci_high double precision,
    samples bigint,
    source_row bigint,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    date_tested date,
    import_id uuid,
    created_by uuid,
    score_raw text,
    source text,
    source_url text,
    evidence text,
    external_id text,
    status text not null default 'active',
    status_reason text,
    settings jsonb not null default '{}',
    constraint benchmark_results_pkey primary key (id),
    constraint benchmark_results_model_id_fkey
        foreign key (model_id) references models (id) on delete cascade,
    constraint benchmark_results_benchmark_id_fkey
        foreign key (benchmark_id) references benchmarks (id) on delete cascade,
    constraint benchmark_results_import_id_fkey
        foreign key (import_id) references imports (id) on delete set null,
    constraint benchmark_results_created_by_fkey
        foreign key (created_by) references users (id) on delete set null,
    -- Refuses NaN too: PostgreSQL sorts NaN above infinity, so it would top every leaderboard.
    constraint benchmark_results_score_check check (score > '-infinity'::float8 and score < 'infinity'::float8),
    constraint benchmark_results_stderr_check check (stderr >= 0 and stderr < 'infinity'::float8),
    constraint benchmark_results_interval_check check (
        (ci_low is null) = (ci_high is null) and ci_low <= ci_high
        and ci_low > '-infinity'::float8 and ci_high < 'infinity'::float8
    ),
    constraint benchmark_results_samples_check check (samples >= 1),
    constraint benchmark_results_source_row_check check (source_row >= 1),
    constraint benchmark_results_date_tested_check check (date_tested between '1900-01-01' and '9999-12-30'),
    constraint benchmark_results_score_raw_check check (char_length(score_raw) between 1 and 255),
    constraint benchmark_results_source_check check (
        source = btrim(source) and char_length(source) between 1 and 255 and source !~ '[\x01-\x1f\x7f-\x9f]'
    ),
    constraint benchmark_results_source_url_check check (
        source_url ~ '^https?://\S+$' and char_length(source_url) <= 2048
    ),
    constraint benchmark_results_evidence_check check (evidence in ('self_reported', 'independent', 'community')),
    constraint benchmark_results_external_id_check check (
        external_id = btrim(external_id) and char_length(external_id) between 1 and 255
    ),
    constraint benchmark_results_status_check check (status in ('active', 'retracted', 'superseded')),
    constraint benchmark_results_status_reason_check check (
        char_length(status_reason) between 1 and 2000 and (status = 'active') = (status_reason is null)
    ),
    constraint benchmark_results_settings_check check (
        jsonb_typeof(settings) = 'object' and octet_length(settings::text) <= 8192
    )
);

-- What makes a result one result. (model, benchmark, date) alone refused 1,974 of 3,139 real dated results: two
-- parties report on one day, and settings differ. A retracted row does not stand in the way of its correction.
create unique index benchmark_results_identity_key on benchmark_results (
    model_id, benchmark_id, date_tested, source, (md5(settings::text)::uuid), external_id
) nulls not distinct where status = 'active';
create unique index benchmark_results_external_id_key on benchmark_results (
    model_id, benchmark_id, source, external_id
) nulls not distinct where external_id is not null and status = 'active';
-- Undated results come last, and one row comparison pages through all of them. Each filter of the list finds its rows in
-- this order: by the index of all, one that few results pass (a benchmark that nobody has run, a source that does not
-- exist) would have every result read. Leaderboards with a filter read all results of a benchmark by its index.
create index benchmark_results_model_idx on benchmark_results (
    model_id, (coalesce(date_tested, '-infinity'::date)) desc, id desc
);
create index benchmark_results_benchmark_idx on benchmark_results (
    benchmark_id, (coalesce(date_tested, '-infinity'::date)) desc, id desc
);
create index benchmark_results_newest_idx on benchmark_results (
    (coalesce(date_tested, '-infinity'::date)) desc, id desc
);
create index benchmark_results_source_idx on benchmark_results (
    lower(source), (coalesce(date_tested, '-infinity'::date)) desc, id desc
) where source is not null;
create index benchmark_results_evidence_idx on benchmark_results (
    evidence, (coalesce(date_tested, '-infinity'::date)) desc, id desc
) where evidence is not null;
create index benchmark_results_status_idx on benchmark_results (
    (coalesce(date_tested, '-infinity'::date)) desc, id desc
) where status <> 'active';
create index benchmark_results_import_idx on benchmark_results (import_id) where import_id is not null;
create index benchmark_results_created_by_idx on benchmark_results (created_by) where created_by is not null;

create function benchmark_results_plain_settings() returns trigger
language plpgsql
set search_path = public, pg_catalog, pg_temp
as $$
begin
    new.settings := plain_numbers(new.settings);
    return new;
end
$$;
comment on function benchmark_results_plain_settings() is
'{"temperature": 0.50} and {"temperature": 0.5} are one setting.';
create trigger benchmark_results_plain_settings before insert or update on benchmark_results
for each row when (new.settings::text ~ '\.[0-9]*0([^0-9]|$)')
execute function benchmark_results_plain_settings();
create trigger benchmark_results_set_updated_at before update on benchmark_results
for each row when (old.* is distinct from new.*) execute function set_updated_at();

create table best_results (
    model_id bigint not null,
    benchmark_id bigint not null,
    result_id bigint not null,
    score double precision not null,
    merit double precision not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint best_results_pkey primary key (model_id, benchmark_id),
    constraint best_results_model_id_fkey foreign key (model_id) references models (id) on delete cascade,
    constraint best_results_benchmark_id_fkey foreign key (benchmark_id) references benchmarks (id) on delete cascade,
    constraint best_results_merit_check check (merit = score or merit = -score)
);
create index best_results_board_idx on best_results (benchmark_id, merit desc, model_id);
create trigger best_results_set_updated_at before update on best_results
for each row when (old.* is distinct from new.*) execute function set_updated_at();

create table latest_results (
    model_id bigint not null,
    benchmark_id bigint not null,
    result_id bigint not null,
    score double precision not null,
    merit double precision not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    tested date not null,
    constraint latest_results_pkey primary key (model_id, benchmark_id),
    constraint latest_results_model_id_fkey foreign key (model_id) references models (id) on delete cascade,
    constraint latest_results_benchmark_id_fkey foreign key (benchmark_id) references benchmarks (id) on delete cascade,
    constraint latest_results_merit_check check (merit = score or merit = -score)
);
create index latest_results_board_idx on latest_results (benchmark_id, merit desc, model_id);
create trigger latest_results_set_updated_at before update on latest_results
for each row when (old.* is distinct from new.*) execute function set_updated_at();

create function demand_read_committed() returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    if current_setting('transaction_isolation') in ('repeatable read', 'serializable') then
        raise exception 'results are written at the isolation level read committed only'
            using errcode = 'invalid_transaction_state',
            hint = 'The snapshot of a stricter level is older than the locks that keep the standings right.';
    end if;
end
$$;
comment on function demand_read_committed() is
'Standings are found again after waiting for other writers; a snapshot from before that would miss their results.';

-- The row of best_results is the lock of its pair of model and benchmark, for both tables: every writer takes it
-- first, in the order of the pairs. An insert can only improve a standing, so one upsert does. It waits for another
-- writer of the pair, compares with what that one has left, and holds the lock even where nothing is to change.
create function results_inserted() returns trigger
language plpgsql
set search_path = public, pg_catalog, pg_temp
as $$
begin
    perform demand_read_committed();
    insert into best_results as s (model_id, benchmark_id, result_id, score, merit)
    select distinct on (r.model_id, r.benchmark_id)
        r.model_id, r.benchmark_id, r.id, r.score, case when b.higher_is_better is false then -r.score else r.score end
    from new_rows as r
    join benchmarks as b on b.id = r.benchmark_id
    where r.status = 'active'
    order by
        r.model_id, r.benchmark_id,
        case when b.higher_is_better is false then -r.score else r.score end desc, r.id desc
    on conflict (model_id, benchmark_id) do update
    set result_id = excluded.result_id, score = excluded.score, merit = excluded.merit
    where (excluded.merit, excluded.result_id) > (s.merit, s.result_id);

    insert into latest_results as s (model_id, benchmark_id, result_id, score, merit, tested)
    select distinct on (r.model_id, r.benchmark_id)
        r.model_id, r.benchmark_id, r.id, r.score, case when b.higher_is_better is false then -r.score else r.score end,
        coalesce(r.date_tested, '-infinity'::date)
    from new_rows as r
    join benchmarks as b on b.id = r.benchmark_id
    where r.status = 'active'
    order by r.model_id, r.benchmark_id, coalesce(r.date_tested, '-infinity'::date) desc, r.id desc
    on conflict (model_id, benchmark_id) do update
    set result_id = excluded.result_id, score = excluded.score, merit = excluded.merit, tested = excluded.tested
    where (excluded.tested, excluded.result_id) > (s.tested, s.result_id);
    return null;
end
$$;
comment on function results_inserted() is 'Keeps best_results and latest_results after an insert.';

-- Anything else can make a standing worse, so it is found again: lock the pairs, then look with a fresh snapshot.
create function refresh_standings(models bigint [], benchmarks bigint []) returns void
language plpgsql
set search_path = public, pg_catalog, pg_temp
as $$
begin
    perform demand_read_committed();
    perform from best_results as s
    join unnest(models, benchmarks) as p (model_id, benchmark_id) using (model_id, benchmark_id)
    order by s.model_id, s.benchmark_id
    for update of s;

    -- Where there is no standing there is nothing to lock: it is made, or, where somebody else is making it, waited
    -- for and locked ("where false" changes nothing).
    insert into best_results as s (model_id, benchmark_id, result_id, score, merit)
    select distinct on (r.model_id, r.benchmark_id)
        r.model_id, r.benchmark_id, r.id, r.score, case when b.higher_is_better is false then -r.score else r.score end
    from unnest(models, benchmarks) as p (model_id, benchmark_id)
    join benchmark_results as r using (model_id, benchmark_id)
    join benchmarks as b on b.id = r.benchmark_id
    where r.status = 'active'
    order by r.model_id, r.benchmark_id
    on conflict (model_id, benchmark_id) do update
    set result_id = excluded.result_id
    where false;

    -- From here on only pairs whose lock is held. The others have no result that this transaction can see.
    select array_agg(held.model_id), array_agg(held.benchmark_id)
    into models, benchmarks
    from (
        select s.model_id, s.benchmark_id
        from best_results as s
        join unnest(models, benchmarks) as p (model_id, benchmark_id) using (model_id, benchmark_id)
        order by s.model_id, s.benchmark_id
        for update of s
    ) as held;

    delete from best_results as s
    using unnest(models, benchmarks) as p (model_id, benchmark_id)
    where s.model_id = p.model_id and s.benchmark_id = p.benchmark_id and not exists (
        select from benchmark_results as r
        where r.model_id = p.model_id and r.benchmark_id = p.benchmark_id and r.status = 'active');
    delete from latest_results as s
    using unnest(models, benchmarks) as p (model_id, benchmark_id)
    where s.model_id = p.model_id and s.benchmark_id = p.benchmark_id and not exists (
        select from benchmark_results as r
        where r.model_id = p.model_id and r.benchmark_id = p.benchmark_id and r.status = 'active');

    insert into best_results as s (model_id, benchmark_id, result_id, score, merit)
    select distinct on (r.model_id, r.benchmark_id)
        r.model_id, r.benchmark_id, r.id, r.score, case when b.higher_is_better is false then -r.score else r.score end
    from unnest(models, benchmarks) as p (model_id, benchmark_id)
    join benchmark_results as r using (model_id, benchmark_id)
    join benchmarks as b on b.id = r.benchmark_id
    where r.status = 'active'
    order by
        r.model_id, r.benchmark_id,
        case when b.higher_is_better is false then -r.score else r.score end desc, r.id desc
    on conflict (model_id, benchmark_id) do update
    set result_id = excluded.result_id, score = excluded.score, merit = excluded.merit
    where (s.result_id, s.score, s.merit) is distinct from (excluded.result_id, excluded.score, excluded.merit);

    insert into latest_results as s (model_id, benchmark_id, result_id, score, merit, tested)
    select distinct on (r.model_id, r.benchmark_id)
        r.model_id, r.benchmark_id, r.id, r.score, case when b.higher_is_better is false then -r.score else r.score end,
        coalesce(r.date_tested, '-infinity'::date)
    from unnest(models, benchmarks) as p (model_id, benchmark_id)
    join benchmark_results as r using (model_id, benchmark_id)
    join benchmarks as b on b.id = r.benchmark_id
    where r.status = 'active'
    order by r.model_id, r.benchmark_id, coalesce(r.date_tested, '-infinity'::date) desc, r.id desc
    on conflict (model_id, benchmark_id) do update
    set result_id = excluded.result_id, score = excluded.score, merit = excluded.merit, tested = excluded.tested
    where (s.result_id, s.score, s.merit, s.tested)
        is distinct from (excluded.result_id, excluded.score, excluded.merit, excluded.tested);
end
$$;
comment on function refresh_standings(bigint [], bigint []) is
'Finds the best and the latest result again for pairs of model and benchmark, given as two arrays of one length.';

create function results_updated() returns trigger
language plpgsql
set search_path = public, pg_catalog, pg_temp
as $$
declare
    models bigint [];
    benchmarks bigint [];
begin
    with before as (
        select o.id, o.model_id, o.benchmark_id, o.score, o.status, o.date_tested from old_rows as o
    ),
    after as (
        select n.id, n.model_id, n.benchmark_id, n.score, n.status, n.date_tested from new_rows as n
    ),
    changed as (
        (table before except table after)
        union all
        (table after except table before)
    )
    select array_agg(p.model_id), array_agg(p.benchmark_id)
    into models, benchmarks
    from (select distinct c.model_id, c.benchmark_id from changed as c) as p;
    if models is not null then
        perform refresh_standings(models, benchmarks);
    end if;
    return null;
end
$$;
comment on function results_updated() is 'Keeps best_results and latest_results after an update.';

create function results_deleted() returns trigger
language plpgsql
set search_path = public, pg_catalog, pg_temp
as $$
declare
    models bigint [];
    benchmarks bigint [];
begin
    select array_agg(p.model_id), array_agg(p.benchmark_id)
    into models, benchmarks
    from (select distinct o.model_id, o.benchmark_id from old_rows as o) as p;
    if models is not null then
        perform refresh_standings(models, benchmarks);
    end if;
    return null;
end
$$;
comment on function results_deleted() is 'Keeps best_results and latest_results after a delete, cascades included.';

create function benchmarks_turned() returns trigger
language plpgsql
set search_path = public, pg_catalog, pg_temp
as $$
declare
    models bigint [];
    benchmarks bigint [];
begin
    -- Whoever has inserted with the old direction must have committed before the merits are found again.
    lock table benchmark_results in share row exclusive mode;
    select array_agg(s.model_id), array_agg(s.benchmark_id)
    into models, benchmarks
    from best_results as s
    where s.benchmark_id = new.id;
    if models is not null then
        perform refresh_standings(models, benchmarks);
    end if;
    return null;
end
$$;
comment on function benchmarks_turned() is 'Finds all standings of a benchmark again when its direction changes.';

create function results_emptied() returns trigger
language plpgsql
set search_path = public, pg_catalog, pg_temp
as $$
begin
    -- Not truncate: a cascade from models holds these two open already.
    delete from best_results;
    delete from latest_results;
    return null;
end
$$;
comment on function results_emptied() is 'Empties best_results and latest_results with benchmark_results.';

create trigger results_inserted after insert on benchmark_results
referencing new table as new_rows
for each statement execute function results_inserted();
create trigger results_updated after update on benchmark_results
referencing old table as old_rows new table as new_rows
for each statement execute function results_updated();
create trigger results_deleted after delete on benchmark_results
referencing old table as old_rows
for each statement execute function results_deleted();
create trigger results_emptied after truncate on benchmark_results
for each statement execute function results_emptied();
create trigger benchmarks_turned after update on benchmarks
for each row when (old.higher_is_better is distinct from new.higher_is_better)
execute function benchmarks_turned();

comment on table benchmark_results is 'One score of one model on one benchmark, as one source reports it under one set of settings.';
comment on column benchmark_results.id is 'Never reused.';
comment on column benchmark_results.model_id is 'The model.';
comment on column benchmark_results.benchmark_id is 'The benchmark.';
comment on column benchmark_results.score is 'In the unit of the benchmark; finite.';
comment on column benchmark_results.stderr is 'Standard error of the score, in the same unit.';
comment on column benchmark_results.ci_low is 'Lower end of the 95 % interval, in the same unit.';
comment on column benchmark_results.ci_high is 'Upper end of the 95 % interval, in the same unit.';
comment on column benchmark_results.samples is 'Number of items or runs behind the score.';
comment on column benchmark_results.source_row is 'Row of the file it was imported from, from 1.';
comment on column benchmark_results.created_at is 'When the row was made.';
comment on column benchmark_results.updated_at is 'Last real change; kept by the database.';
comment on column benchmark_results.date_tested is 'Day of the run or report; null when the source does not say.';
comment on column benchmark_results.import_id is 'The import that brought it, if one did.';
comment on column benchmark_results.created_by is 'Who wrote it; null for imports of the program and accounts that are gone.';
comment on column benchmark_results.score_raw is 'The score as it was published, for example "77.0%".';
comment on column benchmark_results.source is 'Who says so, in a few words.';
comment on column benchmark_results.source_url is 'Where it can be read.';
comment on column benchmark_results.evidence is 'self_reported by the developer, independent, or community; null when unknown.';
comment on column benchmark_results.external_id is 'The source''s own number for this run.';
comment on column benchmark_results.status is 'active; retracted; or superseded by a better row. Only active rows are ranked.';
comment on column benchmark_results.status_reason is 'Why it is not active; public.';
comment on column benchmark_results.settings is 'How it was run: shots, effort, tools, harness …; part of what makes a result one result.';

comment on table best_results is 'The best active result of each model on each benchmark; kept by triggers, never written by hand.';
comment on column best_results.model_id is 'The model.';
comment on column best_results.benchmark_id is 'The benchmark.';
comment on column best_results.result_id is 'The result; of equal ones the latest recorded. No foreign key: the triggers that follow benchmark_results keep it.';
comment on column best_results.score is 'Its score.';
comment on column best_results.merit is 'The score turned so that more is better: boards walk one index in one direction.';
comment on column best_results.created_at is 'When the model first stood here.';
comment on column best_results.updated_at is 'Last real change; kept by the database.';

comment on table latest_results is 'The latest active result of each model on each benchmark; kept by triggers, never written by hand.';
comment on column latest_results.model_id is 'The model.';
comment on column latest_results.benchmark_id is 'The benchmark.';
comment on column latest_results.result_id is 'The result; undated ones count as the oldest, of one day the latest recorded.';
comment on column latest_results.score is 'Its score.';
comment on column latest_results.merit is 'The score turned so that more is better.';
comment on column latest_results.created_at is 'When the model first stood here.';
comment on column latest_results.updated_at is 'Last real change; kept by the database.';
comment on column latest_results.tested is 'Its date; -infinity when unknown.';
