-- The aliases that came with a merge go back, those that the other model still has.
-- index: merges_pkey, changes_feed_idx, model_names_pkey
--
-- :id  int8
-- returns nothing

update model_names as n
set model_id = g.source_id
from merges as g
join changes as c on c.transaction_id = g.transaction_id and c.created_at = g.created_at
where
    g.id = :id::bigint
    and c.table_name = 'model_names'
    and c.row_id = g.source_id
    and c.action = 'delete'
    and n.name = c.before ->> 'name'
    and n.model_id = g.target_id
    and n.kind = 'alias';
