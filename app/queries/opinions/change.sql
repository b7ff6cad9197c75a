-- Changes the fields that the patch names, null included; a model is named by its id or its slug.
-- index: opinions_pkey, models_pkey, models_slug_key
--
-- :patch  jsonb
-- :id     int8
-- returns nothing

update opinions as o
set
    (model_id, content, sentiment, source, author, url, date_published, tags) = (
        select
            case when :patch::jsonb ? 'model' then model_at(:patch::jsonb ->> 'model') else n.model_id end,
            n.content,
            n.sentiment,
            n.source,
            n.author,
            n.url,
            n.date_published,
            n.tags
        from jsonb_populate_record(o, :patch::jsonb) as n
    )
where o.id = :id::bigint;
