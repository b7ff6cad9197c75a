-- The prices of which an import says something newer, of the same day.
-- index: import_rows_pkey, model_prices_pkey
--
-- :import_id  uuid
-- returns nothing

update model_prices as m
set
    input = p.input,
    output = p.output,
    cache_read = p.cache_read,
    cache_write = p.cache_write,
    source_url = p.source_url
from import_rows as r
cross join lateral jsonb_to_record(r.parsed) as p (
    input numeric(14, 6), output numeric(14, 6), cache_read numeric(14, 6), cache_write numeric(14, 6), source_url text
)
where r.import_id = :import_id and r.kind = 'price' and r.verdict = 'update' and m.id = r.target_id;
