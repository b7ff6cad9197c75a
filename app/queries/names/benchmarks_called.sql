-- The benchmark that has each of these names, as its own or as an alias.
-- index: benchmark_names_pkey, benchmarks_pkey
--
-- :names  text[]
-- returns many Called: asked text, id int8, slug text, name text, found_by text, matched text

select a.asked, b.id, b.slug, b.name, n.kind as found_by, n.spelling as matched
from (select distinct u.asked from unnest(:names::text[]) as u (asked)) as a
join benchmark_names as n on n.name = normal_name(a.asked)
join benchmarks as b on b.id = n.benchmark_id
order by a.asked;
