-- Deletes a use case; the history keeps it.
-- index: use_cases_pkey
--
-- :id  int8
-- returns nothing

delete from use_cases as u
where u.id = :id::bigint;
