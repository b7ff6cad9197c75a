-- What else a benchmark is called: these aliases and no others. Another spelling of one that it has takes its place; of two
-- spellings of one name the first counts.
-- index: benchmark_names_benchmark_id_idx, benchmark_names_pkey
--
-- :aliases  text[]
-- :id       int8
-- returns nothing

with wanted as (
    select distinct on (normal_name(a.spelling)) normal_name(a.spelling) as name, a.spelling
    from unnest(:aliases::text []) with ordinality as a (spelling, position)
    where normal_name(a.spelling) <> (select normal_name(b.name) from benchmarks as b where b.id = :id::bigint)
    order by normal_name(a.spelling), a.position
),

dropped as (
    delete from benchmark_names as n
    where n.benchmark_id = :id and n.kind = 'alias' and n.name not in (select w.name from wanted as w)
),

respelled as (
    update benchmark_names as n
    set spelling = w.spelling
    from wanted as w
    where n.benchmark_id = :id and n.kind = 'alias' and n.name = w.name and n.spelling <> w.spelling
)

insert into benchmark_names (name, benchmark_id, spelling)
select w.name, :id, w.spelling
from wanted as w
where not exists (select from benchmark_names as n where n.benchmark_id = :id and n.name = w.name);
