-- A benchmark that an import has made for a result which is refused after all goes again.
-- index: import_names_pkey, import_rows_pkey, benchmarks_pkey
--
-- :import_id  uuid
-- returns nothing

with needed as materialized (
    select distinct r.benchmark_id as id
    from import_rows as r
    where r.import_id = :import_id and r.benchmark_id is not null and r.verdict in ('create', 'update', 'unchanged')
),

dropped as (
    delete from benchmarks as b
    using import_names as i
    where
        i.import_id = :import_id
        and i.subject = 'benchmark'
        and i.made
        and b.id = i.target_id
        and not exists (select from needed as n where n.id = b.id)
    returning b.id
)

update import_names as i
set made = false, target_id = null
from dropped as d
where i.import_id = :import_id and i.subject = 'benchmark' and i.target_id = d.id;
