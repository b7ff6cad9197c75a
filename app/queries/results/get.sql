-- One result, whatever its status.
-- index: benchmark_results_pkey
-- plan: generic; it looks for one key
--
-- :id  int8
-- returns at most one Result: id int8, model text, model_name text, benchmark text, benchmark_name text,
--   score float8, score_raw text?, unit text?, stderr float8?, ci_low float8?, ci_high float8?,
--   samples int8?, date_tested date?, source text?, source_url text?, evidence text?, settings jsonb,
--   external_id text?, status text, status_reason text?, superseded_by int8?, import_id uuid?,
--   dataset_id uuid?, source_row int8?, created_by text?, created_at timestamptz, updated_at timestamptz

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
    r.superseded_by,
    r.import_id,
    (select i.dataset_id from imports as i where i.id = r.import_id) as dataset_id,
    r.source_row,
    (select w.username from users as w where w.id = r.created_by) as created_by,
    r.created_at,
    r.updated_at
from benchmark_results as r
join models as m on m.id = r.model_id
join benchmarks as b on b.id = r.benchmark_id
where r.id = :id::bigint;
