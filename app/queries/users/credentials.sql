-- What a sign-in is compared with, by name or address; familiar is a place where a session of the last 30 days began.
-- index: users_username_key, users_email_key, sessions_user_id_idx
--
-- :ip    inet?
-- :name  text
-- returns at most one Credentials: id uuid, hashed_password text, is_active bool, is_familiar bool

select
    u.id,
    u.hashed_password,
    u.is_active,
    -- As exists (…), everybody's sessions might be read.
    coalesce((
        select true
        from sessions as s
        where
            s.user_id = u.id and s.created_at > now() - interval '30 days'
            and s.ip <<= set_masklen(:ip::inet, case when family(:ip) = 6 then 64 else 32 end)
        limit 1
    ), false) as is_familiar
from users as u
where u.username = :name::text or u.email = :name;
