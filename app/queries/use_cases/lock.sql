-- Whether this use case is the caller's own; nobody else changes it until the transaction ends.
-- index: use_cases_pkey
--
-- :caller  uuid
-- :id      int8
-- returns at most one bool

select u.created_by is not distinct from :caller::uuid as is_own
from use_cases as u
where u.id = :id::bigint
for no key update;
