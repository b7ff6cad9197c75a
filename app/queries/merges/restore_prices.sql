-- The prices that came with a merge go back, those that the other model still has.
-- index: merges_pkey, changes_feed_idx, model_prices_pkey
--
-- :id  int8
-- returns nothing

update model_prices as p
set model_id = g.source_id
from merges as g
join changes as c on c.transaction_id = g.transaction_id and c.created_at = g.created_at
where
    g.id = :id::bigint
    and c.table_name = 'model_prices'
    and c.action = 'update'
    and c.before @> jsonb_build_object('model_id', g.source_id)
    and p.id = c.row_id
    and p.model_id = g.target_id;
