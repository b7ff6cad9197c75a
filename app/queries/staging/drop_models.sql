-- A model that an import has made for a result or a price which is refused after all goes again.
-- index: import_names_pkey, import_rows_pkey, models_pkey
--
-- :import_id  uuid
-- returns nothing

with needed as materialized (
    select distinct r.model_id as id
    from import_rows as r
    where r.import_id = :import_id and r.model_id is not null and r.verdict in ('create', 'update', 'unchanged')
),

dropped as (
    delete from models as m
    using import_names as i
    where
        i.import_id = :import_id
        and i.subject = 'model'
        and i.made
        and m.id = i.target_id
        and not exists (select from needed as n where n.id = m.id)
    returning m.id
)

update import_names as i
set made = false, target_id = null
from dropped as d
where i.import_id = :import_id and i.subject = 'model' and i.target_id = d.id;
