-- One opinion, by its id.
-- index: opinions_pkey
-- plan: generic; it looks for one key
--
-- :id  int8
-- returns at most one Opinion: id int8, model text, model_name text, content text, sentiment text?,
--   source text?, author text?, url text?, date_published date?, tags text[], created_by text?,
--   created_at timestamptz, updated_at timestamptz

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
where o.id = :id::bigint;
