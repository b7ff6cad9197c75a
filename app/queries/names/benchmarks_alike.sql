-- The benchmarks whose names are like each of these names, the most alike first: at most five a name, of a similarity from
-- 0.3 to 1. Names are compared by the groups of three letters that both have, so even at 1 they may differ: "4" and "4.4".
-- index: benchmark_names_near_idx, benchmarks_pkey
--
-- :names  text[]
-- returns many Alike: asked text, id int8, slug text, name text, matched text, similarity float8

with asked as materialized (
    select distinct u.asked, normal_name(u.asked) as name
    from unnest(:names::text[]) as u (asked)
)
select
    a.asked,
    x.id,
    x.slug,
    x.name,
    c.spelling as matched,
    round((1 - c.distance)::numeric, 3)::double precision as similarity
from asked as a
cross join lateral (
    select d.benchmark_id, d.spelling, d.distance
    from (
        -- Of several names of one benchmark the nearest; the 25 are so many that aliases do not push out the others.
        select distinct on (n.benchmark_id) n.benchmark_id, n.spelling, n.distance
        from (
            select i.benchmark_id, i.spelling, name_distance(i.name, a.name) as distance
            from benchmark_names as i
            where names_alike(i.name, a.name)
            order by name_distance(i.name, a.name)
            limit 25
        ) as n
        where n.distance <= 0.7::real
        order by n.benchmark_id, n.distance, n.spelling
    ) as d
    order by d.distance, d.spelling
    limit 5
) as c
join benchmarks as x on x.id = c.benchmark_id
order by a.asked, c.distance, c.spelling;
