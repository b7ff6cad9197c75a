-- Finds the models that the names of an import are: exactly that name or alias; else what stands behind its maker, where
-- that model is of the maker; else an alias that the file itself gives.
-- index: import_names_pkey, model_names_pkey, models_pkey
--
-- :import_id  uuid
-- returns nothing

update import_names as n
set target_id = f.model_id
from (
    select distinct on (c.spelling, c.organization) c.spelling, c.organization, c.model_id
    from (
        select i.spelling, i.organization, k.model_id, 1 as preference
        from import_names as i
        join model_names as k on k.name = i.name
        where i.import_id = :import_id and i.subject = 'model' and i.target_id is null
        union all
        select i.spelling, i.organization, k.model_id, 2 as preference
        from import_names as i
        join model_names as k on k.name = i.own_name
        join models as m
            on
                m.id = k.model_id
                and normal_name(m.organization) in (normal_name(i.maker), normal_name(nullif(i.organization, '')))
        where i.import_id = :import_id and i.subject = 'model' and i.target_id is null and i.maker is not null
        union all
        select i.spelling, i.organization, k.model_id, 3 as preference
        from import_names as i
        join import_rows as r
            on
                r.import_id = i.import_id
                and r.kind = 'model'
                and r.parsed ->> 'name' = i.spelling
                and coalesce(r.parsed ->> 'organization', '') = i.organization
        cross join lateral jsonb_array_elements_text(r.parsed -> 'aliases') as a (spelling)
        join model_names as k on k.name = normal_name(a.spelling)
        where i.import_id = :import_id and i.subject = 'model' and i.target_id is null
    ) as c
    order by c.spelling, c.organization, c.preference, c.model_id
) as f
where
    n.import_id = :import_id
    and n.subject = 'model'
    and n.spelling = f.spelling
    and n.organization = f.organization;
