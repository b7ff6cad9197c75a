-- The results that an import made and nobody has changed since go.
-- index: changes_import_idx, benchmark_results_pkey
--
-- :import_id  uuid
-- returns nothing

delete from benchmark_results as r
using import_changes(:import_id) as c
where
    c.table_name = 'benchmark_results'
    and c.before is null
    and r.id = c.row_id
    and still_says(to_jsonb(r), c.after - 'created_by');
