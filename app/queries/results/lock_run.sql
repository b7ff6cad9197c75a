-- The result that a source has reported under this number of its own, the active one first; nobody else changes it until
-- the transaction ends.
-- The active one is looked for by itself: its key finds it at once, however many results the pair has.
-- index: benchmark_results_external_id_key, benchmark_results_pkey; benchmark_results_model_idx or
-- benchmark_results_status_idx where none is active
--
-- :model        text
-- :benchmark    text
-- :source       text
-- :external_id  text
-- returns at most one Run: id int8, status text

with pair as materialized (
    select
        model_at(:model::text) as model_id,
        benchmark_at(:benchmark::text) as benchmark_id
)

select
    r.id,
    r.status
from benchmark_results as r
where
    r.id = coalesce(
        (
            select a.id
            from benchmark_results as a
            where
                a.model_id = (select p.model_id from pair as p)
                and a.benchmark_id = (select p.benchmark_id from pair as p)
                and a.source = :source::text
                and a.external_id = :external_id::text
                and a.status = 'active'
        ),
        (
            select max(b.id)
            from benchmark_results as b
            where
                b.model_id = (select p.model_id from pair as p)
                and b.benchmark_id = (select p.benchmark_id from pair as p)
                and b.source = :source
                and b.external_id = :external_id
                and b.status <> 'active'
        )
    )
for no key update of r;
