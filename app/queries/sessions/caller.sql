-- Who asks with an access token; nobody once the session is over or the account disabled.
-- index: sessions_pkey, users_pkey
-- plan: generic; it looks for one key
--
-- :session  uuid
-- :user     uuid
-- returns at most one Caller: id uuid, username text, role text, is_superuser bool, session uuid?,
--   scopes text[]?

select
    u.id,
    u.username,
    u.role,
    u.is_superuser,
    s.id as session,
    null::text [] as scopes
from sessions as s
join users as u on u.id = s.user_id
where
    s.id = :session::uuid and s.user_id = :user::uuid
    and s.revoked_at is null and s.expires_at > now()
    and u.is_active;
