-- The models of which an import filled something and nobody has changed anything since are as before.
-- index: changes_import_idx, models_pkey
--
-- :import_id  uuid
-- returns nothing

update models as m
set
    organization = b.organization,
    release_date = b.release_date,
    license = b.license,
    description = b.description,
    metadata = b.metadata
from import_changes(:import_id) as c
cross join lateral jsonb_populate_record(null::models, c.before) as b
where c.table_name = 'models' and c.before is not null and m.id = c.row_id and still_says(to_jsonb(m), c.after);
