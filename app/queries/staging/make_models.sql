-- Makes the models that no name of an import has found, with what the files know of them. A name behind its maker is the
-- model's own where no other model has it. The slugs are chosen here: the trigger would have all others wait for them.
-- index: import_names_pkey, import_rows_pkey, model_names_pkey, models_slug_key
--
-- :import_id  uuid
-- returns nothing

with unknown as (
    select
        i.number, i.spelling, i.organization,
        coalesce(nullif(i.organization, ''), i.maker, 'unknown') as made_by,
        case when o.is_own then substr(i.spelling, char_length(i.maker) + 2) else i.spelling end as title,
        case when o.is_own then i.own_name else i.name end as name
    from import_names as i
    cross join lateral (
        select
            i.maker is not null and i.own_name <> ''
            and not exists (select from model_names as k where k.name = i.own_name)
            and not exists (
                select
                from import_names as o
                where o.import_id = i.import_id and o.subject = 'model' and o.name = i.name and o.maker is null
            ) as is_own
    ) as o
    where
        i.import_id = :import_id
        and i.subject = 'model'
        and i.target_id is null
        -- Not "between": the planner would expect one of 200 to pass, and compare each name with each.
        and i.name <> ''
        and char_length(i.name) <= 255
        and (i.organization = '' or normal_name(i.organization) <> '' and char_length(normal_name(i.organization)) <= 255)
),

wanted as (
    select distinct on (u.name)
        u.number, u.spelling, u.organization, u.title, slug_base(u.title, 'model') as base,
        first_value(u.made_by) over (partition by u.name order by u.made_by = 'unknown', u.number) as made_by
    from unknown as u
    order by u.name, u.title like '%/%', u.number
),

facts as materialized (
    select
        r.parsed ->> 'name' as spelling,
        coalesce(r.parsed ->> 'organization', '') as organization,
        (array_agg((r.parsed ->> 'release_date')::date order by r.number) filter (where r.parsed ? 'release_date'))[1] as release_date,
        (array_agg(r.parsed ->> 'license' order by r.number) filter (where r.parsed ? 'license'))[1] as license,
        (array_agg(r.parsed ->> 'description' order by r.number) filter (where r.parsed ? 'description'))[1] as description,
        (array_agg(r.parsed -> 'metadata' order by r.number) filter (where r.parsed ? 'metadata'))[1] as metadata
    from import_rows as r
    where r.import_id = :import_id and r.kind = 'model'
    group by 1, 2
),

numbered as (
    select
        w.number, w.spelling, w.organization, w.title, w.made_by, w.base,
        row_number() over (partition by w.base order by w.number) as place
    from wanted as w
),

made as (
    insert into models (name, slug, organization, release_date, license, description, metadata)
    select
        n.title, free_slug('model', n.base, n.place, (select array_agg(distinct w.base) from wanted as w)), n.made_by,
        f.release_date, f.license, f.description, f.metadata
    from numbered as n
    left join facts as f using (spelling, organization)
    order by n.number
    returning id, name
)

update import_names as i
set target_id = m.id, made = true
from made as m
join wanted as w on w.title = m.name
where
    i.import_id = :import_id
    and i.subject = 'model'
    and i.spelling = w.spelling
    and i.organization = w.organization;
