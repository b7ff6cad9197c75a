-- The other names that files give the benchmarks that they describe; a name that a benchmark has already stays with it.
-- index: import_rows_pkey, import_names_pkey, benchmark_names_pkey
--
-- :import_id  uuid
-- returns nothing

with said as materialized (
    select r.number, r.parsed ->> 'name' as spelling, r.parsed -> 'aliases' as aliases
    from import_rows as r
    where r.import_id = :import_id and r.kind = 'benchmark' and r.parsed ? 'aliases'
),

aliases as materialized (
    select s.number, i.target_id, a.spelling, normal_name(a.spelling) as name
    from said as s
    join import_names as i on i.import_id = :import_id and i.subject = 'benchmark' and i.spelling = s.spelling
    cross join lateral jsonb_array_elements_text(s.aliases) as a (spelling)
    where i.target_id is not null
)

insert into benchmark_names (name, benchmark_id, spelling, kind)
select distinct on (a.name) a.name, a.target_id, a.spelling, 'alias'
from aliases as a
where char_length(a.name) between 1 and 255
order by a.name, a.number
on conflict (name) do nothing;
