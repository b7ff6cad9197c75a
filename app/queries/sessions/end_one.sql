-- One session of somebody ends; nothing where it is over, somebody else's or unknown.
-- index: sessions_pkey
-- plan: generic; it looks for one key
--
-- :reason  text
-- :id      uuid
-- :user    uuid
-- returns at most one uuid

update sessions as s
set revoked_at = now(), revoked_reason = :reason::text
where
    s.id = :id::uuid and s.user_id = :user::uuid
    and s.revoked_at is null and s.expires_at > now()
returning s.id;
