-- One result, whatever its status.
-- index: benchmark_results_pkey

select
    r.id,
    m.slug as model,
    m.name as model_name,
    b.slug as benchmark,
    b.name as benchmark_name,
    r.score,
    r.score_raw,
    b.unit,
    r.stderr,
    r.ci_low,
    r.ci_high,
    r.samples,
    r.date_tested,
    r.source,
    r.source_url,
    r.evidence,
    r.settings,
    r.external_id,
    r.status,
    r.status_reason,
    r.created_at,
    r.updated_at
from benchmark_results as r
join models as m on m.id = r.model_id
join benchmarks as b on b.id = r.benchmark_id
where r.id = :id::bigint;
