-- One page of the history of one row, the last change first; of a model or a benchmark with its aliases.
-- Each table is walked by itself from the last change on, so that a page costs the same at any depth.
-- index: changes_row_idx, users_pkey
--
-- :tables    text[]
-- :row       int8
-- :after_id  int8?
-- :limit     int8
-- returns many Change: id int8, transaction xid8, at timestamptz, table text, row int8, action text,
--   actor text?, reason text?, import_id uuid?, before jsonb?, after jsonb?

select
    c.id,
    c.transaction_id as transaction,
    c.created_at as at,
    c.table_name as table,
    c.row_id as row,
    c.action,
    (select u.username from users as u where u.id = c.actor_id) as actor,
    c.reason,
    c.import_id,
    c.before - 'created_by' as before,
    c.after - 'created_by' as after
from unnest(:tables::text[]) as t (name)
cross join lateral (
    select
        f.id, f.transaction_id, f.created_at, f.table_name, f.row_id, f.action, f.actor_id, f.reason, f.import_id,
        f.before, f.after
    from changes as f
    where f.table_name = t.name and f.row_id = :row::bigint and (:after_id::bigint is null or f.id < :after_id)
    order by f.id desc
    limit :limit::bigint
) as c
order by c.id desc
limit :limit;
