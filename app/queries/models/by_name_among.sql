-- One page of the models that pass the filters, in the order of their names, whatever the case.
-- index: models_name_order_idx; models_organization_idx, models_metadata_idx, models_words_idx and model_names_words_idx by filter
--
-- :organization    text?
-- :license         text?
-- :status          text?
-- :released_from   date?
-- :released_to     date?
-- :metadata        jsonb?
-- :metadata_path   text[]?
-- :metadata_value  jsonb?
-- :metadata_op     text?
-- :q               text?
-- :after_id        int8?
-- :after_name      text?
-- :limit           int8
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
    (:organization::text is null or lower(m.organization) = lower(:organization))
    and (:license::text is null or lower(m.license) = lower(:license))
    and (:status::text is null or m.status = :status)
    and (:released_from::date is null or m.release_date >= :released_from)
    and (:released_to::date is null or m.release_date <= :released_to)
    and (:metadata::jsonb is null or m.metadata @> :metadata)
    -- JSON compares within one type only, so "128k" never fails against a number: it does not match.
    and (
        :metadata_path::text[] is null
        or jsonb_typeof(m.metadata #> :metadata_path) = jsonb_typeof(:metadata_value::jsonb)
        and case :metadata_op::text
            when 'eq' then m.metadata #> :metadata_path = :metadata_value
            when 'ne' then m.metadata #> :metadata_path <> :metadata_value
            when 'lt' then m.metadata #> :metadata_path < :metadata_value
            when 'le' then m.metadata #> :metadata_path <= :metadata_value
            when 'gt' then m.metadata #> :metadata_path > :metadata_value
            when 'ge' then m.metadata #> :metadata_path >= :metadata_value
        end
    )
    and (
        :q::text is null
        -- An array, so that the ids are found first, by the words.
        or m.id = any (array(
            select w.id from models as w where name_words(w.organization || ' ' || w.name) @@ name_query(:q)
            union all
            select n.model_id from model_names as n where name_words(n.spelling) @@ name_query(:q)
        ))
    )
    and (:after_id::bigint is null or (lower(m.name), m.id) > (lower(:after_name::text), :after_id))
order by lower(m.name), m.id
limit :limit::bigint;
