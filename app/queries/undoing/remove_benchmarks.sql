-- The benchmarks that an import made go, where nobody has changed them since, and nothing else speaks of them.
-- index: changes_import_idx, benchmarks_pkey, benchmark_names_benchmark_id_idx
--
-- :import_id  uuid
-- returns nothing

delete from benchmarks as b
using import_changes(:import_id) as c
where
    c.table_name = 'benchmarks'
    and c.before is null
    and b.id = c.row_id
    and still_says(to_jsonb(b), c.after)
    and not exists (select from benchmark_results as r where r.benchmark_id = b.id)
    and not exists (
        select
        from benchmark_names as n
        where
            n.benchmark_id = b.id
            and n.kind = 'alias'
            and not exists (
                select
                from changes as a
                where
                    a.import_id = :import_id
                    and a.table_name = 'benchmark_names'
                    and a.row_id = b.id
                    and a.after ->> 'name' = n.name
            )
    );
