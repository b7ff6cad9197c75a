-- One model, by its id or by its slug.
-- index: models_pkey, models_slug_key
-- plan: generic; it looks for one key
--
-- :id    int8?
-- :slug  text?
-- returns at most one Model: id int8, slug text, name text, organization text, release_date date?,
--   license text?, status text, description text?, metadata jsonb?, aliases text[], created_at timestamptz,
--   updated_at timestamptz

select
    m.id,
    m.slug,
    m.name,
    m.organization,
    m.release_date,
    m.license,
    m.status,
    m.description,
    m.metadata,
    array(
        select n.spelling
        from model_names as n
        where n.model_id = m.id and n.kind = 'alias'
        order by n.name
    ) as aliases,
    m.created_at,
    m.updated_at
from models as m
where m.id = :id::bigint or m.slug = :slug::text;
