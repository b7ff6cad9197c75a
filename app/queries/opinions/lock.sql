-- Which opinion this is; nobody else changes it until the transaction ends.
-- index: opinions_pkey
--
-- :id  int8
-- returns at most one int8

select o.id
from opinions as o
where o.id = :id::bigint
for no key update;
