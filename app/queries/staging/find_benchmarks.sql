-- Finds the benchmarks that the names of an import are: exactly that name or alias; else an alias that the file itself
-- gives.
-- index: import_names_pkey, benchmark_names_pkey
--
-- :import_id  uuid
-- returns nothing

update import_names as n
set target_id = f.benchmark_id
from (
    select distinct on (c.spelling) c.spelling, c.benchmark_id
    from (
        select i.spelling, k.benchmark_id, 1 as preference
        from import_names as i
        join benchmark_names as k on k.name = i.name
        where i.import_id = :import_id and i.subject = 'benchmark' and i.target_id is null
        union all
        select i.spelling, k.benchmark_id, 2 as preference
        from import_names as i
        join import_rows as r on r.import_id = i.import_id and r.kind = 'benchmark' and r.parsed ->> 'name' = i.spelling
        cross join lateral jsonb_array_elements_text(r.parsed -> 'aliases') as a (spelling)
        join benchmark_names as k on k.name = normal_name(a.spelling)
        where i.import_id = :import_id and i.subject = 'benchmark' and i.target_id is null
    ) as c
    order by c.spelling, c.preference, c.benchmark_id
) as f
where n.import_id = :import_id and n.subject = 'benchmark' and n.spelling = f.spelling;
