-- New results, from a JSON array of objects; all of them or none. Gives their ids in the order of the array.
-- Each address is looked up once, however many results name it: that saves a quarter of the time.
-- index: models_pkey, models_slug_key, benchmarks_pkey, benchmarks_slug_key
--
-- :rows  jsonb
-- returns many int8

with given as (
    select
        r.position, r.model, r.benchmark, r.score, r.score_raw, r.date_tested, r.source, r.source_url, r.evidence,
        r.settings, r.stderr, r.ci_low, r.ci_high, r.samples, r.external_id
    from rows from (
        jsonb_to_recordset(:rows::jsonb) as (
            model text, benchmark text, score double precision, score_raw text, date_tested date, source text,
            source_url text, evidence text, settings jsonb, stderr double precision, ci_low double precision,
            ci_high double precision, samples bigint, external_id text
        )
    ) with ordinality as r (
        model, benchmark, score, score_raw, date_tested, source, source_url, evidence, settings, stderr, ci_low,
        ci_high, samples, external_id, position
    )
),

named_models as (
    select
        a.model,
        model_at(a.model) as id
    from (select distinct g.model from given as g) as a
),

named_benchmarks as (
    select
        a.benchmark,
        benchmark_at(a.benchmark) as id
    from (select distinct g.benchmark from given as g) as a
),

created as (
    insert into benchmark_results (
        model_id, benchmark_id, score, score_raw, date_tested, source, source_url, evidence, settings, stderr,
        ci_low, ci_high, samples, external_id
    )
    select
        m.id, b.id, g.score, g.score_raw, g.date_tested, g.source, g.source_url, g.evidence,
        coalesce(g.settings, '{}'), g.stderr, g.ci_low, g.ci_high, g.samples, g.external_id
    from given as g
    left join named_models as m using (model)
    left join named_benchmarks as b using (benchmark)
    order by g.position
    returning id
)

select c.id
from created as c
order by c.id;
