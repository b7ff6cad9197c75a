-- A result that was retracted or superseded holds again.
-- index: benchmark_results_pkey
--
-- :id  int8
-- returns nothing

update benchmark_results as r
set
    status = 'active',
    status_reason = null,
    superseded_by = null
where r.id = :id::bigint;
