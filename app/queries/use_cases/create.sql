-- A new use case of the model that has this id or slug.
-- index: models_pkey, models_slug_key
--
-- :model         text
-- :use_case      text
-- :description   text?
-- :mentioned_by  text?
-- returns one int8

insert into use_cases (model_id, use_case, description, mentioned_by)
values (
    model_at(:model::text), :use_case::text, :description::text, :mentioned_by::text
)
returning id;
