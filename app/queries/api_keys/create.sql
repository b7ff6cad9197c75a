-- A new key, unless its owner has as many as one may have; revoked and expired ones do not count.
-- index: api_keys_pkey, api_keys_user_id_idx
--
-- :user_id      uuid
-- :name         text
-- :prefix       text
-- :secret_hash  bytea
-- :scopes       text[]
-- :days         int4
-- :most         int4
-- returns at most one ApiKey: id uuid, name text, prefix text, scopes text[], status text,
--   created_at timestamptz, expires_at timestamptz?, last_used_at timestamptz?, revoked_at timestamptz?

insert into api_keys (user_id, name, prefix, secret_hash, scopes, expires_at)
select
    :user_id::uuid,
    :name::text,
    :prefix::text,
    :secret_hash::bytea,
    :scopes::text [],
    now() + make_interval(days => :days::int)
where :most::int > (
    select count(*)
    from api_keys as k
    where k.user_id = :user_id and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
)
returning
    id,
    name,
    prefix,
    scopes,
    'active' as status,
    created_at,
    expires_at,
    last_used_at,
    revoked_at;
