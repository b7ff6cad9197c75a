-- A new account for whoever holds an open invitation to this address, which is used up by it; nothing where there is
-- none, or the host is no superuser any more. Of two that hold the same one, the second waits for the first and finds
-- it used.
-- index: invitations_token_hash_key, users_pkey, users_email_key, users_username_key
--
-- :token_hash       bytea
-- :email            text
-- :username         text
-- :full_name        text?
-- :hashed_password  text
-- returns at most one User: id uuid, username text, email text, full_name text?, role text,
--   is_superuser bool, is_active bool, created_at timestamptz, updated_at timestamptz

with accepted as (
    update invitations as i
    set accepted_at = now()
    where
        i.token_hash = :token_hash::bytea and i.email = :email::text
        and i.accepted_at is null and i.expires_at > now()
        and exists (select from users as h where h.id = i.invited_by and h.is_superuser and h.is_active)
    returning i.email, i.role
)

insert into users (email, username, full_name, hashed_password, role)
select
    a.email,
    :username::text,
    :full_name::text,
    :hashed_password::text,
    a.role
from accepted as a
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
