-- Which mapping this is; nobody else changes it until the transaction ends.
-- index: mappings_pkey
--
-- :name  text
-- returns at most one text

select m.name
from mappings as m
where m.name = :name::text
for no key update;
