-- One page of accounts, by name. Each word of :q must be somewhere in the name, the address or the full name.
-- index: users_username_key; with :q every account is looked at: 0.1 s for 20,000
--
-- :q               text?
-- :role            text?
-- :is_active       bool?
-- :is_superuser    bool?
-- :after_username  text?
-- :limit           int8
-- returns many User: id uuid, username text, email text, full_name text?, role text, is_superuser bool,
--   is_active bool, created_at timestamptz, updated_at timestamptz

select
    u.id,
    u.username,
    u.email,
    u.full_name,
    u.role,
    u.is_superuser,
    u.is_active,
    u.created_at,
    u.updated_at
from users as u
where
    (
        :q::text is null
        or not exists (
            select
            from regexp_split_to_table(lower(btrim(:q)), '\s+') as w (word)
            where strpos(lower(concat_ws(' ', u.username, u.email, u.full_name)), w.word) = 0
        )
    )
    and (:role::text is null or u.role = :role)
    and (:is_active::boolean is null or u.is_active = :is_active)
    and (:is_superuser::boolean is null or u.is_superuser = :is_superuser)
    and (:after_username::text is null or u.username > :after_username)
order by u.username
limit :limit::bigint;
