-- One page of all models in the order of their names, whatever the case.
-- index: models_name_order_idx, model_names_model_id_idx
-- plan: generic; before the first name there is the empty one
--
-- :after_name  text?
-- :after_id    int8?
-- :limit       int8
-- returns many Model: id int8, slug text, name text, organization text, release_date date?, license text?,
--   status text, description text?, metadata jsonb?, aliases text[], created_at timestamptz,
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
where (lower(m.name), m.id) > (lower(coalesce(:after_name::text, '')), coalesce(:after_id::bigint, 0))
order by lower(m.name), m.id
limit :limit::bigint;
