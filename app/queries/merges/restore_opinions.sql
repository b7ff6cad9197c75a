-- The opinions that came with a merge go back, those that the other model still has.
-- index: merges_pkey, changes_feed_idx, opinions_pkey
--
-- :id  int8
-- returns nothing

update opinions as o
set model_id = g.source_id
from merges as g
join changes as c on c.transaction_id = g.transaction_id and c.created_at = g.created_at
where
    g.id = :id::bigint
    and c.table_name = 'opinions'
    and c.action = 'update'
    and c.before @> jsonb_build_object('model_id', g.source_id)
    and o.id = c.row_id
    and o.model_id = g.target_id;
