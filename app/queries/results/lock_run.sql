-- The result that a source has reported under this number of its own, the active one first; nobody else changes it until
-- the transaction ends.
-- index: benchmark_results_model_idx
--
-- :model        text
-- :benchmark    text
-- :source       text
-- :external_id  text
-- returns at most one Run: id int8, status text

select
    r.id,
    r.status
from benchmark_results as r
where
    r.model_id = (select model_at(:model::text))
    and r.benchmark_id = (select benchmark_at(:benchmark::text))
    and r.source = :source::text
    and r.external_id = :external_id::text
order by r.status = 'active' desc, r.id desc
limit 1
for no key update;
