-- One account as it is, by its name or its address; nobody else changes it until the transaction ends.
-- index: users_username_key, users_email_key
--
-- :name  text
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
where u.username = :name::text or u.email = :name
for no key update;
