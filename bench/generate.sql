-- A catalogue of a size that hurts, the same on every machine and every version of PostgreSQL.
-- parameters: models, benchmarks, opinions (counts); 5000, 300 and 0 give 2 million results
--
--   psql -d catalogue -U postgres -v models=5000 -v benchmarks=300 -v opinions=0 -f bench/generate.sql
--
-- Into an empty, migrated database, as a superuser: only one may put the triggers off that record changes, keep
-- standings and look for parents. The standings are filled by one statement each, and compared on a sample with what
-- the triggers would have given.

\set ON_ERROR_STOP on

begin;

-- Hashes, not random(): what comes out must not depend on the plan.
create function pg_temp.draw(number bigint, salt bigint) returns double precision
language sql immutable parallel safe
return (hashint8extended(number, salt) & 9007199254740991) / 9007199254740992.0::float8;

create function pg_temp.pick(choices text [], number bigint, salt bigint) returns text
language sql immutable parallel safe
return choices[1 + (array_length(choices, 1) * pg_temp.draw(number, salt))::integer % array_length(choices, 1)];

create function pg_temp.sentence(number bigint, words integer) returns text
language sql immutable parallel safe
return (
    select string_agg(
        (array[
            'the', 'model', 'answers', 'long', 'questions', 'about', 'code', 'with', 'tools', 'and', 'fewer',
            'mistakes', 'than', 'its', 'predecessor', 'context', 'reasoning', 'latency', 'price', 'translation',
            'benchmark', 'vision', 'speech', 'summary', 'agents', 'retrieval', 'weights', 'open', 'small', 'large'
        ])[1 + floor(30 * power(pg_temp.draw(number * 64 + w.position, 1), 1.5))::integer], ' ' order by w.position)
    from generate_series(1, words) as w (position)
);

insert into models (name, organization, release_date, license, status, description, metadata)
select
    pg_temp.pick('{Aurora,Basalt,Cedar,Delta,Ember,Fjord,Granite,Heron,Iris,Juniper}', i, 11)
    || '-' || i || '-' || pg_temp.pick('{8B,14B,32B,70B,120B,400B}', i, 12)
    || pg_temp.pick('{"",-Instruct,-Chat,-Base,-Thinking}', i, 13),
    'Organization ' || 1 + floor(200 * power(pg_temp.draw(i, 14), 2)),
    case when pg_temp.draw(i, 15) > 0.05 then date '2021-01-01' + floor(1800 * pg_temp.draw(i, 16))::integer end,
    pg_temp.pick('{apache-2.0,mit,proprietary,llama,cc-by-4.0}', i, 17),
    pg_temp.pick('{active,active,active,active,deprecated,retired}', i, 18),
    initcap(pg_temp.sentence(i, 14)) || '. ' || pg_temp.sentence(i + 5000, 12) || '.',
    jsonb_build_object(
        'parameters', floor(400 * pg_temp.draw(i, 19)),
        'architecture', pg_temp.pick('{dense,mixture of experts,state space}', i, 20),
        'family', 'family-' || floor(150 * pg_temp.draw(i, 21)),
        'context_window', pg_temp.pick('{8192,32768,131072,200000,1000000}', i, 22)::integer,
        'modalities', pg_temp.pick('{"[\"text\"]","[\"text\",\"image\"]"}', i, 23)::jsonb,
        'open_weights', pg_temp.draw(i, 24) < 0.4,
        'limits', jsonb_build_object('output', pg_temp.pick('{4096,8192,65536}', i, 25)::integer))
from generate_series(1, :models::bigint) as g (i)
order by i;

insert into model_names (name, model_id, spelling)
select normal_name(a.spelling), a.model_id, a.spelling
from (
    select m.id as model_id, lower(m.organization) || '/' || m.name || '@' || n.position as spelling
    from models as m
    cross join generate_series(1, floor(4 * pg_temp.draw(m.id, 26))::integer) as n (position)
) as a;

insert into benchmarks (name, category, description, url, metric, unit, higher_is_better, min_score, max_score)
select
    initcap(category) || ' ' || i, category, initcap(pg_temp.sentence(i + 20000, 10)) || '.',
    'https://benchmarks.example/' || i, 'accuracy', '%',
    case when i % 50 = 7 then null else i % 10 <> 4 end, 0, 100
from (
    select i, pg_temp.pick('{reasoning,coding,math,vision,safety,language}', i, 31) as category
    from generate_series(1, :benchmarks::bigint) as g (i)
) as b
order by i;

-- The first benchmark is run by nine models of ten, the last by one of five.
create temporary table pairs on commit drop as
select
    m.id as model_id,
    b.id as benchmark_id,
    m.id * 1000 + b.id as pair,
    greatest(2, least(98, 50 + 45 * (pg_temp.draw(m.id, 41) + pg_temp.draw(b.id, 42) - 1))) as level
from models as m
cross join benchmarks as b
where pg_temp.draw(m.id * 1000 + b.id, 43) < 0.9 * power(b.id, -0.24);

-- From here on no trigger fires, those of foreign keys included.
set local session_replication_role = replica;

insert into benchmark_results
(model_id, benchmark_id, score, stderr, samples, date_tested, score_raw, source, source_url, evidence, external_id,
 status, status_reason, settings)
select
    r.model_id, r.benchmark_id, r.score,
    case when r.sampled then round((0.2 + pg_temp.draw(r.key, 53))::numeric, 2)::float8 end,
    case when r.sampled then 100 + floor(5000 * pg_temp.draw(r.key, 54)) end,
    case when pg_temp.draw(r.key, 55) >= 0.15
        then date '2022-01-01' + floor(1600 * pg_temp.draw(r.key, 56))::integer end,
    case when pg_temp.draw(r.key, 57) < 0.5 then r.score || '%' end,
    -- Other sources within one pair: that keeps the results apart.
    'Source ' || r.source,
    case when pg_temp.draw(r.key, 58) < 0.7 then 'https://source-' || r.source || '.example/runs/' || r.pair end,
    (array['self_reported', 'self_reported', 'self_reported', 'independent', 'independent', 'community', null])[
        1 + floor(7 * pg_temp.draw(r.key, 59))::integer],
    case when pg_temp.draw(r.key, 60) < 0.2 then 'run-' || r.key end,
    case when r.fate < 0.02 then 'retracted' when r.fate < 0.03 then 'superseded' else 'active' end,
    case when r.fate < 0.03 then 'The source has taken it back.' end,
    (array[
        '{}', '{}', '{"shots": 0}', '{"shots": 5}', '{"shots": 5, "harness": "lm-eval"}',
        '{"effort": "high", "tools": true}', '{"effort": "low"}', '{"temperature": 0.7, "harness": "inspect"}'
    ]::jsonb [])[1 + floor(8 * pg_temp.draw(r.key, 61))::integer]
from (
    select
        p.model_id, p.benchmark_id, p.pair, p.pair * 8 + n.position as key,
        round((p.level + 4 * (pg_temp.draw(p.pair * 8 + n.position, 51) - 0.5))::numeric, 1)::float8 as score,
        pg_temp.draw(p.pair * 8 + n.position, 52) < 0.3 as sampled,
        pg_temp.draw(p.pair * 8 + n.position, 62) as fate,
        1 + (p.pair + n.position) % 400 as source
    from pairs as p
    cross join lateral generate_series(0, floor(8 * pg_temp.draw(p.pair, 50))::integer) as n (position)
) as r
-- As they would have come in: nobody reports benchmark by benchmark.
order by hashint8extended(r.key, 63);

insert into best_results (model_id, benchmark_id, result_id, score, merit)
select distinct on (r.model_id, r.benchmark_id)
    r.model_id, r.benchmark_id, r.id, r.score, case when b.higher_is_better is false then -r.score else r.score end
from benchmark_results as r
join benchmarks as b on b.id = r.benchmark_id
where r.status = 'active'
order by
    r.model_id, r.benchmark_id, case when b.higher_is_better is false then -r.score else r.score end desc, r.id desc;

insert into latest_results (model_id, benchmark_id, result_id, score, merit, tested)
select distinct on (r.model_id, r.benchmark_id)
    r.model_id, r.benchmark_id, r.id, r.score, case when b.higher_is_better is false then -r.score else r.score end,
    coalesce(r.date_tested, '-infinity'::date)
from benchmark_results as r
join benchmarks as b on b.id = r.benchmark_id
where r.status = 'active'
order by r.model_id, r.benchmark_id, coalesce(r.date_tested, '-infinity'::date) desc, r.id desc;

insert into model_prices (model_id, valid_from, provider, offering, input, output)
select
    m.id, date '2024-01-01' + 90 * n.position, 'provider-' || 1 + m.id % 12, m.slug,
    round((20 * pg_temp.draw(m.id * 8 + n.position, 71))::numeric, 2),
    round((60 * pg_temp.draw(m.id * 8 + n.position, 72))::numeric, 2)
from models as m
cross join generate_series(0, floor(4 * pg_temp.draw(m.id, 73))::integer) as n (position)
where pg_temp.draw(m.id, 74) < 0.6
order by m.id, n.position;

insert into opinions (model_id, date_published, content, sentiment, source, author, url, tags)
select
    1 + floor(:models * power(pg_temp.draw(i, 81), 2)),
    case when pg_temp.draw(i, 82) > 0.03 then date '2021-01-01' + floor(1900 * pg_temp.draw(i, 83))::integer end,
    pg_temp.sentence(i + 30000, 40),
    pg_temp.pick('{positive,negative,neutral,mixed}', i, 84), 'blog', 'author-' || floor(20000 * pg_temp.draw(i, 85)),
    'https://blog.example/' || i,
    array(
        select distinct 'tag-' || 1 + floor(300 * power(pg_temp.draw(i * 8 + t.position, 86), 2.5))
        from generate_series(1, i % 5) as t (position)
    )
from generate_series(1, :opinions::bigint) as g (i)
order by i;

set local session_replication_role = origin;

-- The standings of every 997th pair once more, by the function that the triggers call.
do $$
declare
    models bigint [];
    benchmarks bigint [];
    different bigint;
begin
    select array_agg(p.model_id), array_agg(p.benchmark_id) into models, benchmarks
    from pairs as p where p.pair % 997 = 0;
    create temporary table standings on commit drop as
    select 'best' as kind, model_id, benchmark_id, result_id, score, merit, null::date as tested from best_results
    union all
    select 'latest', model_id, benchmark_id, result_id, score, merit, tested from latest_results;

    delete from best_results as s using unnest(models, benchmarks) as p (model_id, benchmark_id)
    where (s.model_id, s.benchmark_id) = (p.model_id, p.benchmark_id);
    delete from latest_results as s using unnest(models, benchmarks) as p (model_id, benchmark_id)
    where (s.model_id, s.benchmark_id) = (p.model_id, p.benchmark_id);
    perform refresh_standings(models, benchmarks);

    select count(*) into different
    from (
        select 'best' as kind, model_id, benchmark_id, result_id, score, merit, null::date as tested from best_results
        union all
        select 'latest', model_id, benchmark_id, result_id, score, merit, tested from latest_results
    ) as now
    full join standings as before using (kind, model_id, benchmark_id)
    where (now.result_id, now.score, now.merit, now.tested)
        is distinct from (before.result_id, before.score, before.merit, before.tested);
    if different > 0 or coalesce(cardinality(models), 0) = 0 then
        raise exception 'standings of % pairs compared, % differ from what the triggers give',
            cardinality(models), different;
    end if;
end
$$;

commit;

vacuum (freeze, analyze)
    models, model_names, benchmarks, benchmark_names, benchmark_results, best_results, latest_results, model_prices,
    opinions;
