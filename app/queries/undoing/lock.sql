-- The state of an import that is to be undone, under lock.
-- index: imports_pkey
--
-- :import_id  uuid
-- returns at most one State: status text, dry_run bool

select i.status, i.dry_run
from imports as i
where i.id = :import_id
for update;
