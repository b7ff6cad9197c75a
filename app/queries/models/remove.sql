-- Deletes a model, and with it its names, results, opinions, use cases and prices.
-- index: models_pkey
--
-- :id  int8
-- returns nothing

delete from models as m
where m.id = :id::bigint;
