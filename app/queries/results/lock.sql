-- The status of a result; nobody else changes it until the transaction ends.
-- index: benchmark_results_pkey
--
-- :id  int8
-- returns at most one text

select r.status
from benchmark_results as r
where r.id = :id::bigint
for no key update;
