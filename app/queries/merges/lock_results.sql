-- How many results two models have; until the transaction ends nobody else changes them.
-- index: benchmark_results_model_idx
--
-- :source_id  int8
-- :target_id  int8
-- returns one int8

with locked as (
    select r.id
    from benchmark_results as r
    where r.model_id in (:source_id::bigint, :target_id::bigint)
    order by r.id
    for update
)

select count(*)
from locked as k;
