-- Gives a result everything anew, from a JSON object, except what says which run it is.
-- index: benchmark_results_pkey
--
-- :result  jsonb
-- :id      int8
-- returns nothing

update benchmark_results as o
set
    score = r.score,
    score_raw = r.score_raw,
    date_tested = r.date_tested,
    source_url = r.source_url,
    evidence = r.evidence,
    settings = coalesce(r.settings, '{}'),
    stderr = r.stderr,
    ci_low = r.ci_low,
    ci_high = r.ci_high,
    samples = r.samples
from jsonb_to_record(:result::jsonb) as r (
    score double precision, score_raw text, date_tested date, source_url text, evidence text, settings jsonb,
    stderr double precision, ci_low double precision, ci_high double precision, samples bigint
)
where o.id = :id::bigint;
