-- What an import has written for records that are refused after all goes again: a model that it has made, and a spelling
-- that it has made another name of a model, where no record that is taken uses it.
-- index: import_names_pkey, import_rows_pkey, models_pkey, model_names_pkey
--
-- :import_id  uuid
-- returns nothing

with taken as materialized (
    select
        r.model_id as id, coalesce(r.parsed ->> 'organization', '') as organization,
        case r.kind when 'model' then r.parsed ->> 'name' else r.parsed ->> 'model' end as spelling,
        case r.kind when 'model' then r.parsed -> 'aliases' end as aliases
    from import_rows as r
    where r.import_id = :import_id and r.model_id is not null and r.verdict in ('create', 'update', 'unchanged')
),

needed as materialized (
    select distinct t.id from taken as t
),

used as materialized (
    select i.name
    from (select distinct t.spelling, t.organization from taken as t) as s
    join import_names as i
        on
            i.import_id = :import_id
            and i.subject = 'model'
            and i.spelling = s.spelling
            and i.organization = s.organization
    union
    select normal_name(a.spelling)
    from taken as t
    cross join lateral jsonb_array_elements_text(t.aliases) as a (spelling)
),

-- Names of this very transaction: no other has its time.
forgotten as (
    delete from model_names as n
    using import_names as i
    where
        i.import_id = :import_id
        and i.subject = 'model'
        and n.name = i.name
        and n.model_id = i.target_id
        and n.kind = 'alias'
        and n.created_at = now()
        and not exists (select from used as u where u.name = i.name)
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
