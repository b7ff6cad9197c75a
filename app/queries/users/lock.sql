-- One account as it is; nobody else changes it until the transaction ends.
-- index: users_pkey
--
-- :id  uuid
-- returns at most one User: id uuid, username text, email text, full_name text?, role text,
--   is_superuser bool, is_active bool, created_at timestamptz, updated_at timestamptz

select
    u.id,
    u.username,
    u.email,
    u.full_name,
    u.role,
    u.is_superuser,
    u.is_active,
    u.created_at,
    u.updated_at
from users as u
where u.id = :id::uuid
for no key update;
