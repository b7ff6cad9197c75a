-- Which price this is; nobody else changes it until the transaction ends.
-- index: model_prices_pkey
--
-- :id  int8
-- returns at most one int8

select p.id
from model_prices as p
where p.id = :id::bigint
for no key update;
