-- A refresh token is exchanged for the next one; nothing where it is unknown, used or over, its session has ended or the
-- account is disabled. Of several at once one wins: the others find it used.
-- index: refresh_tokens_pkey, sessions_pkey, users_pkey
-- plan: generic; it looks for one key
--
-- :token_hash  bytea
-- :next_hash   bytea
-- returns at most one Holder: user_id uuid, session_id uuid

with used as (
    update refresh_tokens as t
    set used_at = now()
    from sessions as s
    join users as u on u.id = s.user_id
    where
        t.token_hash = :token_hash::bytea and t.used_at is null and t.expires_at > now()
        and s.id = t.session_id and s.revoked_at is null and s.expires_at > now()
        and u.is_active
    returning t.session_id
),

-- Somebody may be ending it: then this waits, and looks again.
continued as (
    update sessions as s
    set last_used_at = now()
    from used as t
    where s.id = t.session_id and s.revoked_at is null
    returning s.id, s.user_id, s.expires_at
),

given as (
    insert into refresh_tokens (token_hash, session_id, expires_at)
    select :next_hash::bytea, c.id, c.expires_at
    from continued as c
)

select c.user_id, c.id as session_id
from continued as c;
