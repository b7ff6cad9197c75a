-- One page of the results that an uploaded file has brought, whatever their status, in the order of its rows.
-- index: imports_dataset_id_idx, benchmark_results_import_row_idx
--
-- Of each import so many, for the index has the rows of one in order; few imports of a file bring anything.
--
-- :row         int8?
-- :after_row   int8?
-- :after_id    int8?
-- :limit       int8
-- :dataset_id  uuid
-- returns many Result: id int8, model text, model_name text, benchmark text, benchmark_name text,
--   score float8, score_raw text?, unit text?, stderr float8?, ci_low float8?, ci_high float8?,
--   samples int8?, date_tested date?, source text?, source_url text?, evidence text?, settings jsonb,
--   external_id text?, status text, status_reason text?, superseded_by int8?, import_id uuid?,
--   dataset_id uuid?, source_row int8?, created_by text?, created_at timestamptz, updated_at timestamptz

with page as materialized (
    select p.id, p.source_row
    from imports as i
    cross join lateral (
        select o.id, o.source_row
        from benchmark_results as o
        where
            o.import_id = i.id
            and (:row::bigint is null or o.source_row = :row)
            and (:after_row::bigint is null or (o.source_row, o.id) > (:after_row, :after_id::bigint))
        order by o.source_row, o.id
        limit :limit::bigint
    ) as p
    where i.dataset_id = :dataset_id and i.applied_at is not null
    order by p.source_row, p.id
    limit :limit
)

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
    :dataset_id::uuid as dataset_id,
    r.source_row,
    (select w.username from users as w where w.id = r.created_by) as created_by,
    r.created_at,
    r.updated_at
from page as p
join benchmark_results as r on r.id = p.id
join models as m on m.id = r.model_id
join benchmarks as b on b.id = r.benchmark_id
order by r.source_row, r.id;
