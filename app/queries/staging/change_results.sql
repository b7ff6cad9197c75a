-- The results of which an import says something newer, or more. What it does not say stays; but how sure a score is, and
-- how it was written, belongs to that score.
-- index: import_rows_pkey, benchmark_results_pkey
--
-- :import_id  uuid
-- returns nothing

update benchmark_results as b
set
    score = p.score,
    score_raw = case when p.score = b.score then coalesce(p.score_raw, b.score_raw) else p.score_raw end,
    date_tested = coalesce(p.date_tested, b.date_tested),
    source_url = coalesce(p.source_url, b.source_url),
    evidence = coalesce(p.evidence, b.evidence),
    settings = coalesce(p.settings, b.settings),
    stderr = case when p.score = b.score then coalesce(p.stderr, b.stderr) else p.stderr end,
    ci_low = case when p.score = b.score then coalesce(p.ci_low, b.ci_low) else p.ci_low end,
    ci_high = case when p.score = b.score then coalesce(p.ci_high, b.ci_high) else p.ci_high end,
    samples = case when p.score = b.score then coalesce(p.samples, b.samples) else p.samples end
from import_rows as r
cross join lateral jsonb_to_record(r.parsed) as p (
    score double precision, score_raw text, date_tested date, source_url text, evidence text, settings jsonb,
    stderr double precision, ci_low double precision, ci_high double precision, samples bigint
)
where r.import_id = :import_id and r.kind = 'result' and r.verdict = 'update' and b.id = r.target_id;
