-- Which use case this is; nobody else changes it until the transaction ends.
-- index: use_cases_pkey
--
-- :id  int8
-- returns at most one int8

select u.id
from use_cases as u
where u.id = :id::bigint
for no key update;
