-- A dataset that is about to be changed, for who may see it; nobody else changes it until the transaction ends.
-- index: datasets_pkey
--
-- :caller  uuid
-- :id      uuid
-- returns at most one Locked: is_own bool, is_public bool, status text, original_filename text, options jsonb

select
    d.user_id is not distinct from :caller::uuid as is_own,
    d.is_public,
    d.status,
    d.original_filename,
    d.options
from datasets as d
where d.id = :id::uuid and (d.is_public or d.user_id = :caller::uuid)
for no key update;
