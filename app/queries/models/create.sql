-- A new model and what else it is called; without a slug it gets one from its name.
-- index: models_name_key, models_slug_key, model_names_pkey
--
-- :name          text
-- :slug          text?
-- :organization  text
-- :release_date  date?
-- :license       text?
-- :status        text
-- :description   text?
-- :metadata      jsonb?
-- :aliases       text[]
-- returns one int8

with created as (
    insert into models (name, slug, organization, release_date, license, status, description, metadata)
    values (
        :name::text, :slug::text, :organization::text, :release_date::date, :license::text, :status::text,
        :description::text, :metadata::jsonb
    )
    returning id
),

called as (
    insert into model_names (name, model_id, spelling)
    select distinct on (normal_name(a.spelling)) normal_name(a.spelling), c.id, a.spelling
    from created as c
    cross join unnest(:aliases::text []) as a (spelling)
    where normal_name(a.spelling) <> normal_name(:name::text)
)

select c.id
from created as c;
