-- The names that an import gave benchmarks which were there before it go, where they still are those benchmarks'.
-- index: changes_import_idx, benchmark_names_pkey
--
-- :import_id  uuid
-- returns nothing

delete from benchmark_names as n
using changes as c
join imports as i on i.id = c.import_id and i.transaction_id = c.transaction_id
where
    c.import_id = :import_id
    and c.table_name = 'benchmark_names'
    and c.action = 'insert'
    and n.name = c.after ->> 'name'
    and n.benchmark_id = c.row_id
    and n.kind = 'alias'
    and not exists (
        select
        from import_changes(:import_id) as m
        where m.table_name = 'benchmarks' and m.row_id = c.row_id and m.before is null
    );
