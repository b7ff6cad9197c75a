-- One page of what undoing an import left as it is, in the order of the history.
-- index: import_conflicts_pkey
--
-- :import_id       uuid
-- :after_position  int8?
-- :limit           int8
-- returns many Conflict: position int8, table text, row int8, reason text

select
    c.position,
    c.table_name as table,
    c.row_id as row,
    c.reason
from import_conflicts as c
where c.import_id = :import_id::uuid and (:after_position::bigint is null or c.position > :after_position)
order by c.position
limit :limit::bigint;
