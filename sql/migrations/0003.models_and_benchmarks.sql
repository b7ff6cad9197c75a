-- What is measured, and what it is measured with; the names both are known by.
-- depends: 0001.foundations

create table models (
    id bigint generated always as identity,
    release_date date,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    name text not null,
    slug text not null,
    organization text not null,
    license text,
    status text not null default 'active',
    description text,
    metadata jsonb,
    constraint models_pkey primary key (id),
    constraint models_name_key unique (name),
    constraint models_slug_key unique (slug),
    -- 9999-12-31 would reach the service as infinity: the driver has no other word for its latest date.
    constraint models_release_date_check check (release_date between '1900-01-01' and '9999-12-30'),
    constraint models_name_check check (
        name = btrim(name) and char_length(name) between 1 and 255 and name !~ '[\x01-\x1f\x7f-\x9f]'
        and char_length(normal_name(name)) between 1 and 255
    ),
    constraint models_slug_check check (
        slug ~ '^[a-z0-9]+([.-][a-z0-9]+)*$' and slug ~ '[a-z]' and char_length(slug) <= 100
    ),
    constraint models_organization_check check (
        organization = btrim(organization) and char_length(organization) between 1 and 255
        and organization !~ '[\x01-\x1f\x7f-\x9f]'
        and char_length(normal_name(organization)) <= 255 -- a longer word has no place in the index
    ),
    constraint models_license_check check (license = btrim(license) and char_length(license) between 1 and 255),
    constraint models_status_check check (status in ('active', 'deprecated', 'retired')),
    constraint models_description_check check (char_length(description) between 1 and 20000),
    constraint models_metadata_check check (
        jsonb_typeof(metadata) = 'object' and octet_length(metadata::text) <= 65536
    )
);
create index models_name_order_idx on models (lower(name), id);
create index models_newest_idx on models (coalesce(release_date, '-infinity'::date) desc, id desc);
create index models_organization_idx on models (lower(organization), id);
create index models_metadata_idx on models using gin (metadata jsonb_path_ops);
create index models_words_idx on models using gin (name_words(organization || ' ' || name));

create table benchmarks (
    id bigint generated always as identity,
    min_score double precision,
    max_score double precision,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    higher_is_better boolean default true,
    name text not null,
    slug text not null,
    category text,
    description text,
    url text,
    metric text,
    unit text,
    task text,
    constraint benchmarks_pkey primary key (id),
    constraint benchmarks_name_key unique (name),
    constraint benchmarks_slug_key unique (slug),
    constraint benchmarks_bounds_check check (
        (min_score is null or min_score > '-infinity'::float8 and min_score < 'infinity'::float8)
        and (max_score is null or max_score > '-infinity'::float8 and max_score < 'infinity'::float8)
        and (min_score is null or max_score is null or min_score < max_score)
    ),
    constraint benchmarks_name_check check (
        name = btrim(name) and char_length(name) between 1 and 255 and name !~ '[\x01-\x1f\x7f-\x9f]'
        and char_length(normal_name(name)) between 1 and 255
    ),
    constraint benchmarks_slug_check check (
        slug ~ '^[a-z0-9]+([.-][a-z0-9]+)*$' and slug ~ '[a-z]' and char_length(slug) <= 100
    ),
    constraint benchmarks_category_check check (
        category = btrim(category) and char_length(category) between 1 and 255
        and char_length(normal_name(category)) <= 255
    ),
    constraint benchmarks_description_check check (char_length(description) between 1 and 20000),
    constraint benchmarks_url_check check (url ~ '^https?://\S+$' and char_length(url) <= 2048),
    constraint benchmarks_metric_check check (metric = btrim(metric) and char_length(metric) between 1 and 100),
    constraint benchmarks_unit_check check (unit = btrim(unit) and char_length(unit) between 1 and 50),
    constraint benchmarks_task_check check (task = btrim(task) and char_length(task) between 1 and 255)
);
create index benchmarks_name_order_idx on benchmarks (lower(name), id);
create index benchmarks_category_idx on benchmarks (lower(category), id);
create index benchmarks_words_idx on benchmarks using gin (name_words(coalesce(category || ' ', '') || name));

create table model_names (
    name text not null,
    model_id bigint not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    spelling text not null,
    kind text not null default 'alias',
    constraint model_names_pkey primary key (name),
    constraint model_names_model_id_fkey foreign key (model_id) references models (id) on delete cascade,
    constraint model_names_name_check check (
        name = normal_name(spelling) and char_length(name) between 1 and 255
    ),
    constraint model_names_spelling_check check (
        spelling = btrim(spelling) and char_length(spelling) between 1 and 255 and spelling !~ '[\x01-\x1f\x7f-\x9f]'
    ),
    constraint model_names_kind_check check (kind in ('name', 'alias'))
);
create index model_names_model_id_idx on model_names (model_id);
create unique index model_names_one_name_key on model_names (model_id) where kind = 'name';
create index model_names_words_idx on model_names using gin (name_words(spelling));

create table benchmark_names (
    name text not null,
    benchmark_id bigint not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    spelling text not null,
    kind text not null default 'alias',
    constraint benchmark_names_pkey primary key (name),
    constraint benchmark_names_benchmark_id_fkey foreign key (benchmark_id) references benchmarks (id) on delete cascade,
    constraint benchmark_names_name_check check (
        name = normal_name(spelling) and char_length(name) between 1 and 255
    ),
    constraint benchmark_names_spelling_check check (
        spelling = btrim(spelling) and char_length(spelling) between 1 and 255 and spelling !~ '[\x01-\x1f\x7f-\x9f]'
    ),
    constraint benchmark_names_kind_check check (kind in ('name', 'alias'))
);
create index benchmark_names_benchmark_id_idx on benchmark_names (benchmark_id);
create unique index benchmark_names_one_name_key on benchmark_names (benchmark_id) where kind = 'name';
create index benchmark_names_words_idx on benchmark_names using gin (name_words(spelling));

create function models_give_slug() returns trigger
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
    while exists (select from models as m where m.slug = new.slug) loop
        suffix := suffix + 1;
        new.slug := base || '-' || suffix;
    end loop;
    return new;
end
$$;
comment on function models_give_slug() is
'A slug from the name where none is given, with -2, -3 … on a clash. It stays when the name changes.';
create trigger models_give_slug before insert on models
for each row when (new.slug is null) execute function models_give_slug();

create function benchmarks_give_slug() returns trigger
language plpgsql
set search_path = public, pg_catalog, pg_temp
as $$
declare
    base text := slug_base(new.name, 'benchmark');
    suffix integer := 1;
begin
    perform pg_advisory_xact_lock(hashtextextended('benchmarks.slug', 0)); -- as for models
    new.slug := base;
    while exists (select from benchmarks as b where b.slug = new.slug) loop
        suffix := suffix + 1;
        new.slug := base || '-' || suffix;
    end loop;
    return new;
end
$$;
comment on function benchmarks_give_slug() is
'A slug from the name where none is given, with -2, -3 … on a clash. It stays when the name changes.';
create trigger benchmarks_give_slug before insert on benchmarks
for each row when (new.slug is null) execute function benchmarks_give_slug();

create function models_keep_name() returns trigger
language plpgsql
set search_path = public, pg_catalog, pg_temp
as $$
begin
    delete from model_names as n
    where n.model_id = new.id and (n.kind = 'name' or n.name = normal_name(new.name));
    insert into model_names (name, model_id, spelling, kind)
    values (normal_name(new.name), new.id, new.name, 'name');
    return null;
end
$$;
comment on function models_keep_name() is
'The name of a model is also a row of model_names, so that names and aliases share one unique key.';
create trigger models_keep_name_on_insert after insert on models
for each row execute function models_keep_name();
create trigger models_keep_name_on_rename after update on models
for each row when (old.name is distinct from new.name) execute function models_keep_name();

create function benchmarks_keep_name() returns trigger
language plpgsql
set search_path = public, pg_catalog, pg_temp
as $$
begin
    delete from benchmark_names as n
    where n.benchmark_id = new.id and (n.kind = 'name' or n.name = normal_name(new.name));
    insert into benchmark_names (name, benchmark_id, spelling, kind)
    values (normal_name(new.name), new.id, new.name, 'name');
    return null;
end
$$;
comment on function benchmarks_keep_name() is
'The name of a benchmark is also a row of benchmark_names, so that names and aliases share one unique key.';
create trigger benchmarks_keep_name_on_insert after insert on benchmarks
for each row execute function benchmarks_keep_name();
create trigger benchmarks_keep_name_on_rename after update on benchmarks
for each row when (old.name is distinct from new.name) execute function benchmarks_keep_name();

create trigger models_set_updated_at before update on models
for each row when (old.* is distinct from new.*) execute function set_updated_at();
create trigger benchmarks_set_updated_at before update on benchmarks
for each row when (old.* is distinct from new.*) execute function set_updated_at();
create trigger model_names_set_updated_at before update on model_names
for each row when (old.* is distinct from new.*) execute function set_updated_at();
create trigger benchmark_names_set_updated_at before update on benchmark_names
for each row when (old.* is distinct from new.*) execute function set_updated_at();

comment on table models is 'One row per AI model as people name it; a snapshot with scores of its own is a model of its own.';
comment on column models.id is 'Never reused.';
comment on column models.release_date is 'First public availability; null when unknown.';
comment on column models.created_at is 'When the row was made.';
comment on column models.updated_at is 'Last real change; kept by the database.';
comment on column models.name is 'As its developer writes it.';
comment on column models.slug is 'The readable address; stable when the name changes, never all digits.';
comment on column models.organization is 'Who made it; "unknown" where nobody says.';
comment on column models.license is 'SPDX where there is one, else the licence''s own name.';
comment on column models.status is 'active, deprecated (still answers, an end is announced) or retired.';
comment on column models.description is 'A sentence or more; null when there is none.';
comment on column models.metadata is 'Anything else, as a JSON object of at most 64 kB: context_window, parameters, modalities …';

comment on table benchmarks is 'A test that models are scored on, with one metric.';
comment on column benchmarks.id is 'Never reused.';
comment on column benchmarks.min_score is 'Lowest possible score; null when unbounded.';
comment on column benchmarks.max_score is 'Highest possible score; null when unbounded.';
comment on column benchmarks.created_at is 'When the row was made.';
comment on column benchmarks.updated_at is 'Last real change; kept by the database.';
comment on column benchmarks.higher_is_better is 'The direction of its metric; null: unknown, so nothing is ranked.';
comment on column benchmarks.name is 'As its authors write it.';
comment on column benchmarks.slug is 'The readable address; stable when the name changes, never all digits.';
comment on column benchmarks.category is 'For example reasoning, coding or math.';
comment on column benchmarks.description is 'What it measures; null when nobody has said.';
comment on column benchmarks.url is 'Its home or paper.';
comment on column benchmarks.metric is 'For example accuracy, pass@1 or Elo.';
comment on column benchmarks.unit is 'The unit scores are in, for example %; nothing is rescaled.';
comment on column benchmarks.task is 'Joins benchmarks that are several metrics of one test.';

comment on table model_names is 'Every name a model is known by, compared as normal_name compares.';
comment on column model_names.name is 'normal_name(spelling): the key that keeps two models from sharing a name.';
comment on column model_names.model_id is 'The model.';
comment on column model_names.created_at is 'When the row was made.';
comment on column model_names.updated_at is 'Last real change; kept by the database.';
comment on column model_names.spelling is 'As somebody writes it.';
comment on column model_names.kind is 'name: the model''s own, kept by a trigger; alias: any other.';

comment on table benchmark_names is 'Every name a benchmark is known by, compared as normal_name compares.';
comment on column benchmark_names.name is 'normal_name(spelling): the key that keeps two benchmarks from sharing a name.';
comment on column benchmark_names.benchmark_id is 'The benchmark.';
comment on column benchmark_names.created_at is 'When the row was made.';
comment on column benchmark_names.updated_at is 'Last real change; kept by the database.';
comment on column benchmark_names.spelling is 'As somebody writes it.';
comment on column benchmark_names.kind is 'name: the benchmark''s own, kept by a trigger; alias: any other.';
