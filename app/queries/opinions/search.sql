-- One page of the opinions that hold the words of a search, the newest first, those without a date last.
-- index: opinions_newest_idx; by filter opinions_model_idx, opinions_sentiment_idx, opinions_source_idx or
-- opinions_author_idx; opinions_tags_idx and opinions_text_idx for rare tags and words
--
-- :model_id         int8?
-- :model_slug       text?
-- :sentiment        text?
-- :source           text?
-- :author           text?
-- :published_from   date?
-- :published_to     date?
-- :after_id         int8?
-- :after_published  date?
-- :limit            int8
-- :tags_any         text[]?
-- :tags_all         text[]?
-- :q                text
-- returns many Opinion: id int8, model text, model_name text, content text, sentiment text?, source text?,
--   author text?, url text?, date_published date?, tags text[], created_by text?, created_at timestamptz,
--   updated_at timestamptz

-- Nobody can tell beforehand how often words come together. Common ones that never do would have every opinion read
-- in order, and to fetch and sort all that hold one common word takes as long; of tags the same is true. So the page is
-- first looked for among the next twenty times as many opinions, and only where that does not fill it, by the indexes
-- of words and tags.
with passing as not materialized (
    select o.id, o.content, o.tags, coalesce(o.date_published, '-infinity'::date) as day
    from opinions as o
    where
        -- A filter by a model that does not exist finds nothing; no filter finds everything.
        (
            :model_id::bigint is null and :model_slug::text is null
            or o.model_id = (select model_at(coalesce(:model_id::text, :model_slug)))
        )
        and (:sentiment::text is null or o.sentiment = :sentiment)
        and (:source::text is null or lower(o.source) = lower(:source))
        and (:author::text is null or lower(o.author) = lower(:author))
        -- The index holds the coalesced date, so the range is asked of that; an undated opinion is in no range.
        and (
            :published_from::date is null
            or coalesce(o.date_published, '-infinity'::date) > '-infinity'::date
            and coalesce(o.date_published, '-infinity'::date) >= :published_from
        )
        and (
            :published_to::date is null
            or coalesce(o.date_published, '-infinity'::date) > '-infinity'::date
            and coalesce(o.date_published, '-infinity'::date) <= :published_to
        )
        -- The sub-select hides the date from the planner, who expects no rows at all before -infinity and would
        -- then rather walk all undated opinions than those of one model.
        and (
            :after_id::bigint is null
            or (coalesce(o.date_published, '-infinity'::date), o.id)
            < ((select coalesce(:after_published::date, '-infinity'::date)), :after_id)
        )
),
near as materialized (
    select n.id, n.day
    from (
        select p.id, p.content, p.tags, p.day
        from passing as p
        order by p.day desc, p.id desc
        limit 20 * :limit::bigint
    ) as n
    where
        (:tags_any::text[] is null or n.tags && :tags_any)
        and (:tags_all::text[] is null or n.tags @> :tags_all)
        and to_tsvector('english'::regconfig, n.content) @@ websearch_to_tsquery('english'::regconfig, :q::text)
    order by n.day desc, n.id desc
    limit :limit
),
-- Materialised and without an order of its own: else it would be read in order again.
far as materialized (
    select p.id, p.day
    from passing as p
    where
        to_tsvector('english'::regconfig, p.content) @@ websearch_to_tsquery('english'::regconfig, :q)
        and (:tags_any is null or p.tags && :tags_any)
        and (:tags_all is null or p.tags @> :tags_all)
        and (select count(*) from near) < :limit
),
page as materialized (
    select f.id, f.day from far as f
    union all
    select n.id, n.day from near as n where (select count(*) from near) = :limit
    order by day desc, id desc
    limit :limit
)
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
from page as p
join opinions as o on o.id = p.id
join models as m on m.id = o.model_id
order by p.day desc, p.id desc;
