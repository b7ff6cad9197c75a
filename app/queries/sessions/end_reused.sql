-- A refresh token came a second time: one of two who have it has stolen it, so the session ends. Within the grace it is
-- a client that asked twice, and nothing happens.
-- index: refresh_tokens_pkey, sessions_pkey
-- plan: generic; it looks for one key
--
-- :token_hash  bytea
-- :grace       float8
-- returns at most one Holder: user_id uuid, session_id uuid

update sessions as s
set revoked_at = now(), revoked_reason = 'refresh token used twice'
from refresh_tokens as t
where
    t.token_hash = :token_hash::bytea and t.used_at < now() - make_interval(secs => :grace::float8)
    and s.id = t.session_id and s.revoked_at is null and s.expires_at > now()
returning s.user_id, s.id as session_id;
