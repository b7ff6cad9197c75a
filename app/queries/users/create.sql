-- A new account.
-- index: users_pkey, users_email_key, users_username_key
--
-- :email            text
-- :username         text
-- :full_name        text?
-- :hashed_password  text
-- :role             text
-- :is_superuser     bool
-- returns one User: id uuid, username text, email text, full_name text?, role text, is_superuser bool,
--   is_active bool, created_at timestamptz, updated_at timestamptz

insert into users (email, username, full_name, hashed_password, role, is_superuser)
values (
    :email::text,
    :username::text,
    :full_name::text,
    :hashed_password::text,
    :role::text,
    :is_superuser::boolean
)
returning
    id,
    username,
    email,
    full_name,
    role,
    is_superuser,
    is_active,
    created_at,
    updated_at;
