-- Invites an address, in place of what it was invited with before; nothing where somebody has an account with it.
-- index: users_email_key; invitations are few
--
-- :email       text
-- :role        text
-- :token_hash  bytea
-- :invited_by  uuid
-- :days        int4
-- returns at most one Invitation: id uuid, email text, role text, status text, invited_by text?,
--   created_at timestamptz, expires_at timestamptz, accepted_at timestamptz?

with replaced as (
    delete from invitations as i
    where
        i.email = :email::text and i.accepted_at is null
        and not exists (select from users as u where u.email = i.email)
),

made as (
    insert into invitations (email, role, token_hash, invited_by, expires_at)
    select
        :email,
        :role::text,
        :token_hash::bytea,
        :invited_by::uuid,
        now() + make_interval(days => :days::int)
    where not exists (select from users as u where u.email = :email)
    returning id, email, role, invited_by, created_at, expires_at, accepted_at
)

select
    m.id,
    m.email,
    m.role,
    'open' as status,
    u.username as invited_by,
    m.created_at,
    m.expires_at,
    m.accepted_at
from made as m
left join users as u on u.id = m.invited_by;
