-- An import that has ended without writing anything, and why.
-- index: imports_pkey
--
-- :error  text
-- :id     uuid
-- returns nothing

update imports as i
set status = 'failed', finished_at = now(), error = :error
where i.id = :id and i.status = 'running';
