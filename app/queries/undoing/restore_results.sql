-- The results that an import changed and nobody has changed since say again what they said before.
-- index: changes_import_idx, benchmark_results_pkey
--
-- :import_id  uuid
-- returns nothing

update benchmark_results as r
set
    score = b.score,
    score_raw = b.score_raw,
    date_tested = b.date_tested,
    source_url = b.source_url,
    evidence = b.evidence,
    settings = b.settings,
    stderr = b.stderr,
    ci_low = b.ci_low,
    ci_high = b.ci_high,
    samples = b.samples
from import_changes(:import_id) as c
cross join lateral jsonb_populate_record(null::benchmark_results, c.before) as b
where
    c.table_name = 'benchmark_results'
    and c.before is not null
    and r.id = c.row_id
    and still_says(to_jsonb(r), c.after - 'created_by');
