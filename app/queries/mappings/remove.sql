-- Forgets a mapping; imports keep what they were made with.
-- index: mappings_pkey
--
-- :name  text
-- returns nothing

delete from mappings as m
where m.name = :name::text;
