-- One page of somebody's sessions that have not ended, those first that last longest; which of them asks.
-- index: sessions_user_id_idx
-- plan: generic; it walks one index
--
-- :current        uuid?
-- :user           uuid
-- :after_id       uuid?
-- :after_expires  timestamptz?
-- :limit          int8
-- returns many Session: id uuid, created_at timestamptz, last_used_at timestamptz?, expires_at timestamptz,
--   ip text?, user_agent text?, is_current bool

select
    s.id,
    s.created_at,
    s.last_used_at,
    s.expires_at,
    host(s.ip) as ip,
    s.user_agent,
    coalesce(s.id = :current::uuid, false) as is_current
from sessions as s
where
    s.user_id = :user::uuid and s.expires_at > now() and s.revoked_at is null
    and (:after_id::uuid is null or (s.expires_at, s.id) < (:after_expires::timestamptz, :after_id))
order by s.expires_at desc, s.id desc
limit :limit::bigint;
