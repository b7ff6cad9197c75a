-- Another address, if the password is still the one that was looked at; nothing where it is not.
-- index: users_pkey
-- plan: generic; it looks for one key
--
-- :email            text
-- :id               uuid
-- :hashed_password  text
-- returns at most one User: id uuid, username text, email text, full_name text?, role text,
--   is_superuser bool, is_active bool, created_at timestamptz, updated_at timestamptz

update users as u
set email = :email::text
where u.id = :id::uuid and u.hashed_password = :hashed_password::text
returning
    u.id,
    u.username,
    u.email,
    u.full_name,
    u.role,
    u.is_superuser,
    u.is_active,
    u.created_at,
    u.updated_at;
