-- A model of nobody known for which an import has taken something under the name of its maker is that maker's.
-- index: import_names_pkey, import_rows_pkey, models_pkey
--
-- :import_id  uuid
-- returns nothing

with taken as materialized (
    select distinct
        r.model_id as id,
        case r.kind when 'model' then r.parsed ->> 'name' else r.parsed ->> 'model' end as spelling
    from import_rows as r
    where r.import_id = :import_id and r.model_id is not null and r.verdict in ('create', 'update', 'unchanged')
),

claims as (
    select distinct on (t.id) t.id, i.maker
    from taken as t
    join import_names as i on i.import_id = :import_id and i.subject = 'model' and i.spelling = t.spelling and i.target_id = t.id
    where i.maker is not null
    order by t.id, i.number
)

update models as m
set organization = c.maker
from claims as c
where m.id = c.id and m.organization = 'unknown';
