-- Deletes a price; the history keeps it.
-- index: model_prices_pkey
--
-- :id  int8
-- returns nothing

delete from model_prices as p
where p.id = :id::bigint;
