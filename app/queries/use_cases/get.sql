-- One use case, by its id.
-- index: use_cases_pkey
-- plan: generic; it looks for one key
--
-- :id  int8
-- returns at most one UseCase: id int8, model text, model_name text, use_case text, description text?,
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
where u.id = :id::bigint;
