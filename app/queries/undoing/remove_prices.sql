-- The prices that an import made and nobody has changed since go.
-- index: changes_import_idx, model_prices_pkey
--
-- :import_id  uuid
-- returns nothing

delete from model_prices as p
using import_changes(:import_id) as c
where c.table_name = 'model_prices' and c.before is null and p.id = c.row_id and still_says(to_jsonb(p), c.after);
