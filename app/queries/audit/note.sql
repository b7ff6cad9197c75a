-- Something happened to an account: written in the transaction that does it.
-- index: audit_pkey
--
-- :actor       uuid?
-- :action      text
-- :subject     text?
-- :request_id  text?
-- :ip          inet?
-- :detail      jsonb
-- returns nothing

insert into audit (actor_id, action, subject, request_id, ip, detail)
values (:actor, :action, :subject, :request_id, :ip, :detail);
