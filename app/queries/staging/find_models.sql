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

-- A model of nobody known is of the maker that is the first to stand before its name: "novum/omega-7b" is the "Omega 7B"
-- that the catalogue has, and any "other/omega-7b" is another model.
claims as (
    select distinct on (k.model_id) k.model_id, i.own_name as name, normal_name(i.maker) as maker
    from import_names as i
    join model_names as k on k.name = i.own_name
    join models as m on m.id = k.model_id and m.organization = 'unknown'
    where
        i.import_id = :import_id
        and i.subject = 'model'
        and i.maker is not null
        and not exists (
            select
            from import_names as t
            where
                t.import_id = i.import_id
                and t.subject = 'model'
                and t.target_id = k.model_id
                and normal_name(t.maker) <> normal_name(i.maker)
        )
    order by k.model_id, i.number
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
    select u.spelling, u.organization, c.model_id, 2 as preference
    from unknown as u
    join claims as c on c.name = u.own_name and c.maker = normal_name(u.maker)
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
