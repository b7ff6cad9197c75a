-- A better hash of the same password; not where the password has changed meanwhile.
-- index: users_pkey
-- plan: generic; it looks for one key
--
-- :better           text
-- :id               uuid
-- :hashed_password  text
-- returns nothing

update users as u
set hashed_password = :better::text
where u.id = :id::uuid and u.hashed_password = :hashed_password::text;
