-- One page of prices, the latest first day first; amounts are USD per million tokens.
-- With :at only what is in force on that day: of each model, provider, offering and tier the last that has begun.
-- index: model_prices_newest_idx; model_prices_offering_key by model and for what is in force
--
-- :model_id          int8?
-- :model_slug        text?
-- :provider          text?
-- :tier              text?
-- :at                date?
-- :after_id          int8?
-- :after_valid_from  date?
-- :limit             int8
-- returns many Price: id int8, model text, model_name text, provider text, offering text, tier text,
--   valid_from date, input float8?, output float8?, cache_read float8?, cache_write float8?,
--   source_url text?, created_at timestamptz, updated_at timestamptz

select
    p.id,
    m.slug as model,
    m.name as model_name,
    p.provider,
    p.offering,
    p.tier,
    p.valid_from,
    p.input::float8 as input,
    p.output::float8 as output,
    p.cache_read::float8 as cache_read,
    p.cache_write::float8 as cache_write,
    p.source_url,
    p.created_at,
    p.updated_at
from model_prices as p
join models as m on m.id = p.model_id
where
    -- A filter by a model that does not exist finds nothing; no filter finds everything.
    (
        :model_id::bigint is null and :model_slug::text is null
        or p.model_id = (select model_at(coalesce(:model_id::text, :model_slug)))
    )
    and (:provider::text is null or lower(p.provider) = lower(:provider))
    and (:tier::text is null or lower(p.tier) = lower(:tier))
    and (
        :at::date is null
        or p.valid_from <= :at
        and not exists (
            select
            from model_prices as l
            where
                l.model_id = p.model_id
                and l.provider = p.provider
                and l.offering = p.offering
                and l.tier = p.tier
                and l.valid_from > p.valid_from
                and l.valid_from <= :at
        )
    )
    and (:after_id::bigint is null or (p.valid_from, p.id) < (:after_valid_from::date, :after_id))
order by p.valid_from desc, p.id desc
limit :limit::bigint;
