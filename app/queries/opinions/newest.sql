-- One page of opinions, the newest first, those without a date last.
-- index: opinions_newest_idx; by filter opinions_model_idx, opinions_sentiment_idx, opinions_source_idx,
-- opinions_author_idx or opinions_tags_idx
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
-- :tags_any         text[]?
-- :tags_all         text[]?
-- :limit            int8
-- returns many Opinion: id int8, model text, model_name text, content text, sentiment text?, source text?,
--   author text?, url text?, date_published date?, tags text[], created_by text?, created_at timestamptz,
--   updated_at timestamptz

-- PostgreSQL knows how often a common tag is given, and guesses of any other: where it guesses too high, every opinion
-- would be read in order, only to find none. So a page with tags is first looked for among the next twenty times as
-- many opinions, and only where that does not fill it, by the index of tags.
with passing as not materialized (
    select o.id, o.tags, coalesce(o.date_published, '-infinity'::date) as day
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
        select p.id, p.tags, p.day
        from passing as p
        order by p.day desc, p.id desc
        limit case when coalesce(:tags_any::text[], :tags_all::text[]) is null then :limit::bigint else 20 * :limit end
    ) as n
    where (:tags_any is null or n.tags && :tags_any) and (:tags_all is null or n.tags @> :tags_all)
    order by n.day desc, n.id desc
    limit :limit
),
-- Materialised and without an order of its own: else it would be read in order again.
far as materialized (
    select p.id, p.day
    from passing as p
    where
        coalesce(:tags_any, :tags_all) is not null
        and (:tags_any is null or p.tags && :tags_any)
        and (:tags_all is null or p.tags @> :tags_all)
        and (select count(*) from near) < :limit
),
page as materialized (
    select f.id, f.day from far as f
    union all
    select n.id, n.day
    from near as n
    where coalesce(:tags_any, :tags_all) is null or (select count(*) from near) = :limit
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
