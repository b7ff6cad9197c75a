-- A new model; without a slug it gets one from its name.
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
-- returns one int8

insert into models (name, slug, organization, release_date, license, status, description, metadata)
values (
    :name::text, :slug::text, :organization::text, :release_date::date, :license::text, :status::text,
    :description::text, :metadata::jsonb
)
returning id;
