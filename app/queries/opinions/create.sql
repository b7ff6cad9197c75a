-- A new opinion of the model that has this id or slug.
-- index: models_pkey, models_slug_key
--
-- :model           text
-- :content         text
-- :sentiment       text?
-- :source          text?
-- :author          text?
-- :url             text?
-- :date_published  date?
-- :tags            text[]
-- returns one int8

insert into opinions (model_id, content, sentiment, source, author, url, date_published, tags)
values (
    model_at(:model::text), :content::text, :sentiment::text, :source::text, :author::text, :url::text,
    :date_published::date, :tags::text []
)
returning id;
