-- Finds the models that the names of an import are: exactly that name or alias; else what stands behind its maker, where
-- that model is of the maker; else an alias that the file itself gives.
-- index: import_names_pkey, model_names_pkey, models_pkey
--
-- :import_id  uuid
-- returns nothing

with unknown as materialized (
    select i.spelling, i.organization, i.name, i.maker, i.own_name
    from import_names as i
    where i.import_id = :import_id and i.subject = 'model' and i.target_id is null
),

said as materialized (
    select u.spelling, u.organization, normal_name(a.spelling) as name
    from import_rows as r
    join unknown as u on u.spelling = r.parsed ->> 'name' and u.organization = coalesce(r.parsed ->> 'organization', '')
    cross join lateral jsonb_array_elements_text(r.parsed -> 'aliases') as a (spelling)
    where r.import_id = :import_id and r.kind = 'model' and r.parsed ? 'aliases'
),

candidates as (
    select u.spelling, u.organization, k.model_id, 1 as preference
    from unknown as u
    join model_names as k on k.name = u.name
    union all
    select u.spelling, u.organization, k.model_id, 2 as preference
    from unknown as u
    join model_names as k on k.name = u.own_name
    join models as m
        on
            m.id = k.model_id
            and normal_name(m.organization) in (normal_name(u.maker), normal_name(nullif(u.organization, '')))
    where u.maker is not null
    union all
    select s.spelling, s.organization, k.model_id, 3 as preference
    from said as s
    join model_names as k on k.name = s.name
),

found as (
    select distinct on (c.spelling, c.organization) c.spelling, c.organization, c.model_id
    from candidates as c
    order by c.spelling, c.organization, c.preference, c.model_id
)

update import_names as n
set target_id = f.model_id
from found as f
where
    n.import_id = :import_id
    and n.subject = 'model'
    and n.spelling = f.spelling
    and n.organization = f.organization;
