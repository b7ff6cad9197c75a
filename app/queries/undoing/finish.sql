-- An import that is undone: what was left as it is is written down, the first 10,000, and counted. A row that the import
-- made and that is still there was left, and so was one that it changed and that is not again what it was. That an account
-- is gone, and with it the name below a row, does not count.
-- index: imports_pkey, changes_import_idx
--
-- :import_id  uuid
-- returns nothing

with left_over as (
    select
        c.table_name, c.row_id, c.id,
        case
            when r.row is null then 'It was deleted since.'
            when still_says(r.row, c.after - 'created_by') then 'Something else speaks of it.'
            else 'It was changed since.'
        end as reason
    from import_changes(:import_id) as c
    left join lateral (
        select to_jsonb(m) as row from models as m where c.table_name = 'models' and m.id = c.row_id
        union all
        select to_jsonb(b) from benchmarks as b where c.table_name = 'benchmarks' and b.id = c.row_id
        union all
        select to_jsonb(e) from benchmark_results as e where c.table_name = 'benchmark_results' and e.id = c.row_id
        union all
        select to_jsonb(p) from model_prices as p where c.table_name = 'model_prices' and p.id = c.row_id
    ) as r on true
    where
        case
            when c.before is null then r.row is not null
            else not coalesce(still_says(r.row, c.before - 'created_by'), false)
        end
),

kept as (
    insert into import_conflicts (import_id, position, table_name, row_id, reason)
    select :import_id, row_number() over (order by l.id), l.table_name, l.row_id, l.reason
    from left_over as l
    order by l.id
    limit 10000
)

update imports as i
set status = 'undone', undone_at = now(), conflicts = (select count(*) from left_over)
where i.id = :import_id;
