-- The names that an import gave benchmarks which were there before it go, where they still are those benchmarks'.
-- index: changes_import_idx, benchmark_names_pkey
--
-- :import_id  uuid
-- returns nothing

with made as materialized (
    select c.row_id as id
    from import_changes(:import_id) as c
    where c.table_name = 'benchmarks' and c.before is null
),

given as materialized (
    select c.row_id as benchmark_id, c.after ->> 'name' as name
    from imports as i
    join changes as c on c.import_id = i.id and c.created_at = i.applied_at
    where i.id = :import_id and c.table_name = 'benchmark_names' and c.action = 'insert'
)

delete from benchmark_names as n
using given as g
where
    n.name = g.name
    and n.benchmark_id = g.benchmark_id
    and n.kind = 'alias'
    and not exists (select from made as m where m.id = g.benchmark_id);
