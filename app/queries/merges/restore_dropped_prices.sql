-- The prices that a merge has dropped, as they were.
-- index: merges_pkey, changes_feed_idx
--
-- :id  int8
-- returns nothing

insert into model_prices (
    id, model_id, provider, offering, tier, valid_from, input, output, cache_read, cache_write, source_url,
    created_at, updated_at
)
overriding system value
select
    p.id, p.model_id, p.provider, p.offering, p.tier, p.valid_from, p.input, p.output, p.cache_read, p.cache_write,
    p.source_url, p.created_at, p.updated_at
from merges as g
join changes as c on c.transaction_id = g.transaction_id and c.created_at = g.created_at
cross join lateral jsonb_populate_record(null::model_prices, c.before) as p
where
    g.id = :id::bigint
    and c.table_name = 'model_prices'
    and c.action = 'delete'
    and c.before @> jsonb_build_object('model_id', g.source_id);
