-- Which benchmark this is; nobody else changes it until the transaction ends.
-- index: benchmarks_pkey, benchmarks_slug_key
--
-- :id    int8?
-- :slug  text?
-- returns at most one int8

select b.id
from benchmarks as b
where b.id = :id::bigint or b.slug = :slug::text
for no key update;
