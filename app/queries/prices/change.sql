-- Changes the fields that the patch names, null included; a model is named by its id or its slug.
-- index: model_prices_pkey, models_pkey, models_slug_key
--
-- :patch  jsonb
-- :id     int8
-- returns nothing

update model_prices as p
set
    (model_id, provider, offering, tier, valid_from, input, output, cache_read, cache_write, source_url) = (
        select
            case when :patch::jsonb ? 'model' then model_at(:patch::jsonb ->> 'model') else n.model_id end,
            n.provider,
            n.offering,
            n.tier,
            n.valid_from,
            n.input,
            n.output,
            n.cache_read,
            n.cache_write,
            n.source_url
        from jsonb_populate_record(p, :patch::jsonb) as n
    )
where p.id = :id::bigint;
