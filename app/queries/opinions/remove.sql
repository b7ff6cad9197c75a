-- Deletes an opinion; the history keeps it.
-- index: opinions_pkey
--
-- :id  int8
-- returns nothing

delete from opinions as o
where o.id = :id::bigint;
