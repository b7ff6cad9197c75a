-- One page of all changes, the first transaction first, to be followed: a page later on holds what came since.
-- A transaction is numbered when it begins to write, so one with a lower number may end later. Only those are shown
-- below which nobody is writing any more: whoever has read up to a number has read everything up to it.
-- index: changes_feed_idx; changes_table_feed_idx by table; changes_import_idx by import; users_pkey
--
-- :table              text?
-- :import_id          uuid?
-- :after_id           int8?
-- :after_transaction  int8?
-- :limit              int8
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
from changes as c
where
    c.transaction_id < pg_snapshot_xmin(pg_current_snapshot())
    and (:table::text is null or c.table_name = :table)
    and (:import_id::uuid is null or c.import_id = :import_id)
    -- The number by way of text: there is no other cast.
    and (
        :after_id::bigint is null
        or (c.transaction_id, c.id) > (:after_transaction::bigint::text::xid8, :after_id)
    )
order by c.transaction_id, c.id
limit :limit::bigint;
