-- The benchmarks of which an import filled something and nobody has changed anything since are as before.
-- index: changes_import_idx, benchmarks_pkey
--
-- :import_id  uuid
-- returns nothing

update benchmarks as b
set
    category = o.category,
    description = o.description,
    url = o.url,
    metric = o.metric,
    task = o.task,
    higher_is_better = o.higher_is_better
from import_changes(:import_id) as c
cross join lateral jsonb_populate_record(null::benchmarks, c.before) as o
where c.table_name = 'benchmarks' and c.before is not null and b.id = c.row_id and still_says(to_jsonb(b), c.after);
