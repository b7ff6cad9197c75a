-- Changes the fields that the patch names, null included. Who is disabled is signed out everywhere.
-- index: users_pkey, sessions_user_id_idx
--
-- :patch  jsonb
-- :id     uuid
-- returns one User: id uuid, username text, email text, full_name text?, role text, is_superuser bool,
--   is_active bool, created_at timestamptz, updated_at timestamptz

with changed as (
    update users as u
    set
        (username, email, full_name, role, is_superuser, is_active) = (
            select
                lower(n.username),
                n.email,
                n.full_name,
                n.role,
                n.is_superuser,
                n.is_active
            from jsonb_populate_record(u, :patch::jsonb) as n
        )
    where u.id = :id::uuid
    returning
        u.id,
        u.username,
        u.email,
        u.full_name,
        u.role,
        u.is_superuser,
        u.is_active,
        u.created_at,
        u.updated_at
),

ended as (
    update sessions as s
    set revoked_at = now(), revoked_reason = 'account disabled'
    where s.revoked_at is null and s.user_id in (select c.id from changed as c where not c.is_active)
)

select
    c.id,
    c.username,
    c.email,
    c.full_name,
    c.role,
    c.is_superuser,
    c.is_active,
    c.created_at,
    c.updated_at
from changed as c;
