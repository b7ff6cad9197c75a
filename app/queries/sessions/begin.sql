-- Somebody has signed in: a session with its first refresh token. Nobody, where the account has been disabled or has
-- got another hash since the password was compared; its row is held, so that what ends sessions sees this one too.
-- index: users_pkey, sessions_pkey, refresh_tokens_pkey
-- plan: generic; it looks for one key
--
-- :user             uuid
-- :hashed_password  text
-- :days             int4
-- :user_agent       text?
-- :ip               inet?
-- :token_hash       bytea
-- returns at most one uuid

with account as (
    select u.id
    from users as u
    where u.id = :user::uuid and u.is_active and u.hashed_password = :hashed_password::text
    for no key update
),

session as (
    insert into sessions (user_id, expires_at, user_agent, ip)
    select a.id, now() + make_interval(days => :days::int), :user_agent::text, :ip::inet
    from account as a
    returning id, expires_at
)

insert into refresh_tokens (token_hash, session_id, expires_at)
select :token_hash::bytea, s.id, s.expires_at
from session as s
returning session_id;
