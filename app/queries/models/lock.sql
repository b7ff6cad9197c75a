-- Which model this is; nobody else changes it until the transaction ends.
-- index: models_pkey, models_slug_key
--
-- :id    int8?
-- :slug  text?
-- returns at most one int8

select m.id
from models as m
where m.id = :id::bigint or m.slug = :slug::text
for no key update;
