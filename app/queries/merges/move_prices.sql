-- The prices of a model become those of another, but for offerings that have one of the same day there.
-- index: model_prices_offering_key
--
-- :target_id  int8
-- :source_id  int8
-- returns nothing

update model_prices as p
set model_id = :target_id::bigint
where
    p.model_id = :source_id::bigint
    and not exists (
        select from model_prices as o
        where
            o.model_id = :target_id
            and (o.provider, o.offering, o.tier, o.valid_from) = (p.provider, p.offering, p.tier, p.valid_from)
    );
