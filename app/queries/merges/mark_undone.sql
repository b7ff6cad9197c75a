-- A merge holds no longer: the old address is the model's own again.
-- index: merges_pkey
--
-- :id  int8
-- returns nothing

update merges as g
set undone_at = statement_timestamp()
where g.id = :id::bigint;
