-- What files know of models and the catalogue does not: empty fields are filled, an unknown organization is named, keys
-- of the metadata are added. What is there stays. The first record of each model that was filled is an update.
-- index: import_rows_pkey, import_names_pkey, models_pkey
--
-- :import_id  uuid
-- returns nothing

with said as (
    select
        r.number, i.target_id, i.made,
        coalesce(r.parsed ->> 'organization', i.maker) as organization,
        (r.parsed ->> 'release_date')::date as release_date,
        r.parsed ->> 'license' as license,
        r.parsed ->> 'description' as description,
        r.parsed -> 'metadata' as metadata
    from import_rows as r
    join import_names as i
        on
            i.import_id = r.import_id
            and i.subject = 'model'
            and i.spelling = r.parsed ->> 'name'
            and i.organization = coalesce(r.parsed ->> 'organization', '')
    where r.import_id = :import_id and r.kind = 'model' and i.target_id is not null
),

facts as (
    select
        s.target_id,
        min(s.number) as number,
        (array_agg(s.organization order by s.number) filter (where s.organization is not null))[1] as organization,
        (array_agg(s.release_date order by s.number) filter (where s.release_date is not null))[1] as release_date,
        (array_agg(s.license order by s.number) filter (where s.license is not null))[1] as license,
        (array_agg(s.description order by s.number) filter (where s.description is not null))[1] as description,
        (array_agg(s.metadata order by s.number) filter (where s.metadata is not null))[1] as metadata
    from said as s
    group by s.target_id
),

better as (
    select
        m.id, f.number,
        case when m.organization = 'unknown' then coalesce(f.organization, m.organization) else m.organization end as organization,
        coalesce(m.release_date, f.release_date) as release_date,
        coalesce(m.license, f.license) as license,
        coalesce(m.description, f.description) as description,
        case
            when octet_length((f.metadata || coalesce(m.metadata, '{}'))::text) <= 65536
            then f.metadata || coalesce(m.metadata, '{}')
            else m.metadata
        end as metadata
    from facts as f
    join models as m on m.id = f.target_id
),

filled as (
    update models as m
    set
        organization = b.organization,
        release_date = b.release_date,
        license = b.license,
        description = b.description,
        metadata = coalesce(b.metadata, m.metadata)
    from better as b
    where
        m.id = b.id
        and (m.organization, m.release_date, m.license, m.description, m.metadata)
        is distinct from (b.organization, b.release_date, b.license, b.description, coalesce(b.metadata, m.metadata))
    returning m.id
)

update import_rows as r
set verdict = 'update'
from better as b
join filled as f using (id)
where r.import_id = :import_id and r.number = b.number;
