-- Who asks with an API key; nobody once it is revoked or over, or the account disabled. Notes at most every five
-- minutes that it was good for something, and does not wait for another request that notes the same.
-- index: api_keys_secret_hash_key, users_pkey, api_keys_pkey
-- plan: generic; it looks for one key
--
-- :secret_hash  bytea
-- returns at most one Caller: id uuid, username text, role text, is_superuser bool, session uuid?,
--   scopes text[]?

with used as (
    update api_keys as k
    set last_used_at = now()
    where k.id = (
        select f.id
        from api_keys as f
        join users as o on o.id = f.user_id
        where
            f.secret_hash = :secret_hash::bytea and f.revoked_at is null
            and (f.expires_at is null or f.expires_at > now())
            and (f.last_used_at is null or f.last_used_at < now() - interval '5 minutes')
            and o.is_active
        for no key update of f skip locked
    )
)

select
    u.id,
    u.username,
    u.role,
    u.is_superuser,
    null::uuid as session,
    k.scopes
from api_keys as k
join users as u on u.id = k.user_id
where
    k.secret_hash = :secret_hash and k.revoked_at is null
    and (k.expires_at is null or k.expires_at > now())
    and u.is_active;
