-- The prices that an import changed and nobody has changed since say again what they said before.
-- index: changes_import_idx, model_prices_pkey
--
-- :import_id  uuid
-- returns nothing

update model_prices as p
set input = b.input, output = b.output, cache_read = b.cache_read, cache_write = b.cache_write, source_url = b.source_url
from import_changes(:import_id) as c
cross join lateral jsonb_populate_record(null::model_prices, c.before) as b
where c.table_name = 'model_prices' and c.before is not null and p.id = c.row_id and still_says(to_jsonb(p), c.after);
