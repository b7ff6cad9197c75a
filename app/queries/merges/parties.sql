-- Which two models are to become one: the one that has this id or slug, and the one that it is to become.
-- index: models_pkey, models_slug_key
--
-- :id    int8?
-- :slug  text?
-- :into  text
-- returns one Parties: source int8?, target int8?

select
    (select m.id from models as m where m.id = :id::bigint or m.slug = :slug::text) as source,
    model_at(:into::text) as target;
