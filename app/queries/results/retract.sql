-- Takes a result back, with a reason for everybody to read.
-- index: benchmark_results_pkey
--
-- :reason  text
-- :id      int8
-- returns nothing

update benchmark_results as r
set
    status = 'retracted',
    status_reason = :reason::text
where r.id = :id::bigint;
