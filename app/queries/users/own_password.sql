-- What an account proves its password with, and what a new one may not be made of.
-- index: users_pkey
-- plan: generic; it looks for one key
--
-- :id  uuid
-- returns at most one OwnPassword: hashed_password text, username text, email text, full_name text?

select
    u.hashed_password,
    u.username,
    u.email,
    u.full_name
from users as u
where u.id = :id::uuid;
