-- The results of which an import says something newer.
-- index: import_rows_pkey, benchmark_results_pkey
--
-- :import_id  uuid
-- returns nothing

update benchmark_results as b
set
    score = p.score,
    score_raw = p.score_raw,
    date_tested = p.date_tested,
    source_url = p.source_url,
    evidence = p.evidence,
    settings = coalesce(p.settings, '{}'),
    stderr = p.stderr,
    ci_low = p.ci_low,
    ci_high = p.ci_high,
    samples = p.samples
from import_rows as r
cross join lateral jsonb_to_record(r.parsed) as p (
    score double precision, score_raw text, date_tested date, source_url text, evidence text, settings jsonb,
    stderr double precision, ci_low double precision, ci_high double precision, samples bigint
)
where r.import_id = :import_id and r.kind = 'result' and r.verdict = 'update' and b.id = r.target_id;
