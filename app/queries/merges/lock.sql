-- What undoing a merge has to know; nobody else undoes it until the transaction ends.
-- index: merges_pkey
--
-- :id  int8
-- returns at most one Held: target_id int8, undone bool

select g.target_id, g.undone_at is not null as undone
from merges as g
where g.id = :id::bigint
for update;
