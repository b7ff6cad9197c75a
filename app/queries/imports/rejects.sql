-- One page of what an import refused, in the order of its files and their rows.
-- index: import_rejects_pkey
--
-- :import_id       uuid
-- :after_position  int8?
-- :limit           int8
-- returns many Rejected: position int8, file text, row int8, column text?, value text?, reason text

select
    r.position,
    r.file_name as file,
    r.row_number as row,
    r.column_name as column,
    r.value,
    r.reason
from import_rejects as r
where r.import_id = :import_id::uuid and (:after_position::bigint is null or r.position > :after_position)
order by r.position
limit :limit::bigint;
