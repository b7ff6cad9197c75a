-- One page of the rows of a dataset that could not be taken, in their order; nothing for who may not see it.
-- index: dataset_rejects_pkey, datasets_pkey
--
-- :id              uuid
-- :caller          uuid?
-- :after_position  int8?
-- :limit           int8
-- returns many RejectedRow: position int8, row int8, column text?, value text?, reason text

select
    r.position,
    r.row_number as row,
    r.column_name as column,
    r.value,
    r.reason
from dataset_rejects as r
where
    r.dataset_id = :id::uuid
    and exists (select from datasets as d where d.id = :id and (d.is_public or d.user_id = :caller::uuid))
    and (:after_position::bigint is null or r.position > :after_position)
order by r.position
limit :limit::bigint;
