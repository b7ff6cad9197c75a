-- One page of the opinions of a model, the newest first, those without a date last.
-- index: opinions_model_idx
--
-- :model_id         int8?
-- :model_slug       text?
-- :after_id         int8?
-- :after_published  date?
-- :limit            int8
-- returns many Opinion: id int8, model text, model_name text, content text, sentiment text?, source text?,
--   author text?, url text?, date_published date?, tags text[], created_by text?, created_at timestamptz,
--   updated_at timestamptz

select
    o.id,
    m.slug as model,
    m.name as model_name,
    o.content,
    o.sentiment,
    o.source,
    o.author,
    o.url,
    o.date_published,
    o.tags,
    (select w.username from users as w where w.id = o.created_by) as created_by,
    o.created_at,
    o.updated_at
from opinions as o
join models as m on m.id = o.model_id
where
    o.model_id = (select f.id from models as f where f.id = :model_id::bigint or f.slug = :model_slug::text)
    -- The sub-select hides the date from the planner, who expects no rows at all before -infinity and would then
    -- rather walk all undated opinions than those of one model.
    and (
        :after_id::bigint is null
        or (coalesce(o.date_published, '-infinity'::date), o.id)
        < ((select coalesce(:after_published::date, '-infinity'::date)), :after_id)
    )
order by coalesce(o.date_published, '-infinity'::date) desc, o.id desc
limit :limit::bigint;
