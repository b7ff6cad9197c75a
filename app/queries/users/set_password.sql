-- Another password, if it is still the one that was looked at; nothing where it is not.
-- index: users_pkey
-- plan: generic; it looks for one key
--
-- :hashed_password  text
-- :id               uuid
-- :before           text
-- returns at most one uuid

update users as u
set hashed_password = :hashed_password::text
where u.id = :id::uuid and u.hashed_password = :before::text
returning u.id;
