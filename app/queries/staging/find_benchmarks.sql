-- Finds the benchmarks that the names of an import are: exactly that name or alias; else an alias that the file itself
-- gives.
-- index: import_names_pkey, benchmark_names_pkey
--
-- :import_id  uuid
-- returns nothing

with unknown as materialized (
    select i.spelling, i.name
    from import_names as i
    where i.import_id = :import_id and i.subject = 'benchmark' and i.target_id is null
),

said as materialized (
    select u.spelling, normal_name(a.spelling) as name
    from import_rows as r
    join unknown as u on u.spelling = r.parsed ->> 'name'
    cross join lateral jsonb_array_elements_text(r.parsed -> 'aliases') as a (spelling)
    where r.import_id = :import_id and r.kind = 'benchmark' and r.parsed ? 'aliases'
),

candidates as (
    select u.spelling, k.benchmark_id, 1 as preference
    from unknown as u
    join benchmark_names as k on k.name = u.name
    union all
    select s.spelling, k.benchmark_id, 2 as preference
    from said as s
    join benchmark_names as k on k.name = s.name
),

found as (
    select distinct on (c.spelling) c.spelling, c.benchmark_id
    from candidates as c
    order by c.spelling, c.preference, c.benchmark_id
)

update import_names as n
set target_id = f.benchmark_id
from found as f
where n.import_id = :import_id and n.subject = 'benchmark' and n.spelling = f.spelling;
