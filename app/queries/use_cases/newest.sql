-- One page of use cases, the newest first.
-- index: use_cases_pkey; use_cases_model_idx and use_cases_text_idx by filter
--
-- :model_id    int8?
-- :model_slug  text?
-- :q           text?
-- :after_id    int8?
-- :limit       int8
-- returns many UseCase: id int8, model text, model_name text, use_case text, description text?,
--   mentioned_by text?, created_by text?, created_at timestamptz, updated_at timestamptz

select
    u.id,
    m.slug as model,
    m.name as model_name,
    u.use_case,
    u.description,
    u.mentioned_by,
    (select w.username from users as w where w.id = u.created_by) as created_by,
    u.created_at,
    u.updated_at
from use_cases as u
join models as m on m.id = u.model_id
where
    -- A filter by a model that does not exist finds nothing; no filter finds everything.
    (
        :model_id::bigint is null and :model_slug::text is null
        or u.model_id = (select model_at(coalesce(:model_id::text, :model_slug)))
    )
    and (
        :q::text is null
        or to_tsvector('english'::regconfig, u.use_case || ' ' || coalesce(u.description, ''))
        @@ websearch_to_tsquery('english'::regconfig, :q)
    )
    and (:after_id::bigint is null or u.id < :after_id)
order by u.id desc
limit :limit::bigint;
