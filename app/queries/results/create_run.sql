-- A new result, from a JSON object, unless its source has reported this run already.
-- It waits for others who write the same run; "do update" would fail where two are equal in the other unique index too.
-- index: models_pkey, models_slug_key, benchmarks_pkey, benchmarks_slug_key, benchmark_results_external_id_key
--
-- :result  jsonb
-- returns at most one int8

insert into benchmark_results (
    model_id, benchmark_id, score, score_raw, date_tested, source, source_url, evidence, settings, stderr,
    ci_low, ci_high, samples, external_id
)
select
    model_at(r.model), benchmark_at(r.benchmark), r.score, r.score_raw, r.date_tested, r.source, r.source_url,
    r.evidence, coalesce(r.settings, '{}'), r.stderr, r.ci_low, r.ci_high, r.samples, r.external_id
from jsonb_to_record(:result::jsonb) as r (
    model text, benchmark text, score double precision, score_raw text, date_tested date, source text,
    source_url text, evidence text, settings jsonb, stderr double precision, ci_low double precision,
    ci_high double precision, samples bigint, external_id text
)
on conflict do nothing
returning id;
