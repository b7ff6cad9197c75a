-- Takes back a key of this owner; nothing where there is none, or it has been taken back before.
-- index: api_keys_pkey
-- plan: generic; it looks for one key
--
-- :id       uuid
-- :user_id  uuid
-- returns at most one Revoked: name text, scopes text[]

update api_keys as k
set revoked_at = now()
where k.id = :id::uuid and k.user_id = :user_id::uuid and k.revoked_at is null
returning k.name, k.scopes;
