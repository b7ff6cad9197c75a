-- One page of what undoing an import left as it is, in the order of the history: whose it is, and who has changed what
-- of it since the import, as far as the history knows.
-- index: import_conflicts_pkey, changes_row_idx, models_pkey, benchmarks_pkey, users_pkey
--
-- :import_id       uuid
-- :after_position  int8?
-- :limit           int8
-- returns many Conflict: position int8, table text, row int8, model text?, benchmark text?, offering text?,
--   reason text, changed text[], changed_at timestamptz?, changed_by text?, changed_by_import uuid?

with page as materialized (
    select c.position, c.table_name, c.row_id, c.reason, c.created_at
    from import_conflicts as c
    where c.import_id = :import_id::uuid and (:after_position::bigint is null or c.position > :after_position)
    order by c.position
    limit :limit::bigint
),

-- The row as it was when the import was undone, or before it was deleted.
rows_then as (
    select
        p.position, p.table_name, p.row_id, p.reason, p.created_at, l.row,
        case p.table_name when 'models' then p.row_id else (l.row ->> 'model_id')::bigint end as model_id,
        case p.table_name when 'benchmarks' then p.row_id else (l.row ->> 'benchmark_id')::bigint end as benchmark_id
    from page as p
    left join lateral (
        select coalesce(h.after, h.before) as row
        from changes as h
        where h.table_name = p.table_name and h.row_id = p.row_id and h.created_at <= p.created_at
        order by h.id desc
        limit 1
    ) as l on true
)

select
    r.position,
    r.table_name as table,
    r.row_id as row,
    -- What is gone is called as it was.
    coalesce(m.name, (
        select coalesce(h.after, h.before) ->> 'name'
        from changes as h
        where h.table_name = 'models' and h.row_id = r.model_id
        order by h.id desc
        limit 1
    )) as model,
    coalesce(b.name, (
        select coalesce(h.after, h.before) ->> 'name'
        from changes as h
        where h.table_name = 'benchmarks' and h.row_id = r.benchmark_id
        order by h.id desc
        limit 1
    )) as benchmark,
    r.row ->> 'offering' as offering,
    r.reason,
    array(
        select a.column_name
        from jsonb_each(s.after - array['created_at', 'created_by', 'updated_at']) as a (column_name, value)
        where r.row -> a.column_name is distinct from a.value
        order by a.column_name
    ) as changed,
    l.created_at as changed_at,
    (select u.username from users as u where u.id = l.actor_id) as changed_by,
    l.import_id as changed_by_import
from rows_then as r
left join models as m on m.id = r.model_id
left join benchmarks as b on b.id = r.benchmark_id
left join lateral (
    select h.id, h.after
    from changes as h
    where h.table_name = r.table_name and h.row_id = r.row_id and h.import_id = :import_id
    order by h.id desc
    limit 1
) as s on true
left join lateral (
    select h.created_at, h.actor_id, h.import_id
    from changes as h
    where
        h.table_name = r.table_name and h.row_id = r.row_id and h.id > s.id and h.created_at <= r.created_at
        -- An account that was deleted has changed no row.
        and h.before - array['created_by', 'updated_at'] is distinct from h.after - array['created_by', 'updated_at']
    order by h.id desc
    limit 1
) as l on true
order by r.position;
