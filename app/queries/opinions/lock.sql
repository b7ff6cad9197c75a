-- Whether this opinion is the caller's own; nobody else changes it until the transaction ends.
-- index: opinions_pkey
--
-- :caller  uuid
-- :id      int8
-- returns at most one bool

select o.created_by is not distinct from :caller::uuid as is_own
from opinions as o
where o.id = :id::bigint
for no key update;
