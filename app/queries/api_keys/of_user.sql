-- The keys of one user, the latest first; those included that are over.
-- index: api_keys_user_id_idx; all of its owner are sorted
-- plan: generic; it looks for one key
--
-- :user_id           uuid
-- :after_created_at  timestamptz?
-- :after_id          uuid?
-- :limit             int8
-- returns many ApiKey: id uuid, name text, prefix text, scopes text[], status text, created_at timestamptz,
--   expires_at timestamptz?, last_used_at timestamptz?, revoked_at timestamptz?

select
    k.id,
    k.name,
    k.prefix,
    k.scopes,
    case
        when k.revoked_at is not null then 'revoked'
        when k.expires_at <= now() then 'expired'
        else 'active'
    end as status,
    k.created_at,
    k.expires_at,
    k.last_used_at,
    k.revoked_at
from api_keys as k
where
    k.user_id = :user_id::uuid
    and (
        :after_created_at::timestamptz is null
        or (k.created_at, k.id) < (:after_created_at::timestamptz, :after_id::uuid)
    )
order by k.created_at desc, k.id desc
limit :limit::bigint;
