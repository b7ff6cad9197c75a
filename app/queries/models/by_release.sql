-- One page of all models, the newest release first, those without a date last.
-- index: models_newest_idx, model_names_model_id_idx
-- plan: generic; before the newest there is infinity
--
-- :after_id       int8?
-- :after_release  date?
-- :limit          int8
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
where
    (coalesce(m.release_date, '-infinity'::date), m.id) < (
        case when :after_id::bigint is null then 'infinity' else coalesce(:after_release::date, '-infinity') end,
        coalesce(:after_id, 0)
    )
order by coalesce(m.release_date, '-infinity'::date) desc, m.id desc
limit :limit::bigint;
