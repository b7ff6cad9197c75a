-- Deletes a benchmark, and with it its names and results.
-- index: benchmarks_pkey
--
-- :id  int8
-- returns nothing

delete from benchmarks as b
where b.id = :id::bigint;
