-- A better result, from a JSON object, takes the place of another, which says from then on by which and why.
-- The old one has to name the new one and to make way for it, so the new one has its id before it is there.
-- index: benchmark_results_pkey, models_pkey, models_slug_key, benchmarks_pkey, benchmarks_slug_key
--
-- :reason  text
-- :id      int8
-- :result  jsonb
-- returns one int8

with numbered as (
    select nextval('benchmark_results_id_seq') as id
),

superseded as (
    update benchmark_results as o
    set
        status = 'superseded',
        status_reason = :reason::text,
        superseded_by = n.id
    from numbered as n
    where o.id = :id::bigint
    returning o.superseded_by as replacement
)

insert into benchmark_results (
    id, model_id, benchmark_id, score, score_raw, date_tested, source, source_url, evidence, settings, stderr,
    ci_low, ci_high, samples, external_id
)
overriding system value
select
    s.replacement,
    model_at(r.model), benchmark_at(r.benchmark), r.score, r.score_raw, r.date_tested, r.source, r.source_url,
    r.evidence, coalesce(r.settings, '{}'), r.stderr, r.ci_low, r.ci_high, r.samples, r.external_id
from superseded as s
cross join jsonb_to_record(:result::jsonb) as r (
    model text, benchmark text, score double precision, score_raw text, date_tested date, source text,
    source_url text, evidence text, settings jsonb, stderr double precision, ci_low double precision,
    ci_high double precision, samples bigint, external_id text
)
returning id;
