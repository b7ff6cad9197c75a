-- A new price of the model that has this id or slug; amounts are USD per million tokens.
-- index: models_pkey, models_slug_key, model_prices_offering_key
--
-- :model        text
-- :provider     text
-- :offering     text
-- :tier         text
-- :valid_from   date
-- :input        float8?
-- :output       float8?
-- :cache_read   float8?
-- :cache_write  float8?
-- :source_url   text?
-- returns one int8

insert into model_prices (
    model_id, provider, offering, tier, valid_from, input, output, cache_read, cache_write, source_url
)
values (
    model_at(:model::text), :provider::text, :offering::text, :tier::text, :valid_from::date, :input::float8,
    :output::float8, :cache_read::float8, :cache_write::float8, :source_url::text
)
returning id;
