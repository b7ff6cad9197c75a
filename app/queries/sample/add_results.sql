-- The results of the sample, from a JSON array of objects as in results.csv.
-- index: models_name_key, benchmarks_name_key
--
-- :rows  jsonb
-- returns nothing

insert into benchmark_results (
    model_id, benchmark_id, score, score_raw, date_tested, source, source_url, evidence, settings, stderr,
    ci_low, ci_high, samples, external_id
)
select
    m.id, b.id, r.score, r.score_raw, r.date_tested, r.source, r.source_url, r.evidence,
    coalesce(r.settings, '{}'::jsonb), r.stderr, r.ci_low, r.ci_high, r.samples, r.external_id
from jsonb_to_recordset(:rows::jsonb) as r (
    model text, benchmark text, score double precision, score_raw text, date_tested date, source text,
    source_url text, evidence text, settings jsonb, stderr double precision, ci_low double precision,
    ci_high double precision, samples bigint, external_id text
)
join models as m on m.name = r.model
join benchmarks as b on b.name = r.benchmark;
