-- Deletes a result.
-- index: benchmark_results_pkey
--
-- :id  int8
-- returns nothing

delete from benchmark_results as r
where r.id = :id::bigint;
