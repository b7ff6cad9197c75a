-- The prices of the sample, from a JSON array of objects as in prices.csv.
-- index: models_name_key
--
-- :rows  jsonb
-- returns nothing

insert into model_prices (
    model_id, provider, offering, tier, valid_from, input, output, cache_read, cache_write, source_url
)
select
    m.id, r.provider, r.offering, r.tier, r.valid_from, r.input, r.output, r.cache_read, r.cache_write, r.source_url
from jsonb_to_recordset(:rows::jsonb) as r (
    model text, provider text, offering text, tier text, valid_from date, input numeric, output numeric,
    cache_read numeric, cache_write numeric, source_url text
)
join models as m on m.name = r.model;
