-- One price, by its id; amounts are USD per million tokens.
-- index: model_prices_pkey
-- plan: generic; it looks for one key
--
-- :id  int8
-- returns at most one Price: id int8, model text, model_name text, provider text, offering text, tier text,
--   valid_from date, input float8?, output float8?, cache_read float8?, cache_write float8?,
--   source_url text?, created_at timestamptz, updated_at timestamptz

select
    p.id,
    m.slug as model,
    m.name as model_name,
    p.provider,
    p.offering,
    p.tier,
    p.valid_from,
    p.input::float8 as input,
    p.output::float8 as output,
    p.cache_read::float8 as cache_read,
    p.cache_write::float8 as cache_write,
    p.source_url,
    p.created_at,
    p.updated_at
from model_prices as p
join models as m on m.id = p.model_id
where p.id = :id::bigint;
