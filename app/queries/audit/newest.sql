-- One page of what happened to accounts, the last first; days are those of UTC.
-- index: audit_pkey; by actor audit_actor_id_idx, users_username_key; names by users_pkey; what is rare by its subject,
-- action or day is looked for in the whole table: 0.14 s in a million rows
--
-- :actor_id       uuid?
-- :actor_name     text?
-- :action         text?
-- :subject        text?
-- :happened_from  date?
-- :happened_to    date?
-- :after_id       int8?
-- :limit          int8
-- returns many Event: id int8, at timestamptz, actor text?, actor_id uuid?, action text, subject text?,
--   request_id text?, ip text?, detail jsonb

select
    a.id,
    a.created_at as at,
    (select u.username from users as u where u.id = a.actor_id) as actor,
    a.actor_id,
    a.action,
    a.subject,
    a.request_id,
    host(a.ip) as ip,
    a.detail
from audit as a
where
    (
        :actor_id::uuid is null and :actor_name::text is null
        or a.actor_id = coalesce(:actor_id, (select n.id from users as n where n.username = lower(:actor_name)))
    )
    and (:action::text is null or a.action = :action)
    and (:subject::text is null or a.subject = :subject)
    and (:happened_from::date is null or a.created_at >= :happened_from::date::timestamp at time zone 'utc')
    and (:happened_to::date is null or a.created_at < (:happened_to::date + 1)::timestamp at time zone 'utc')
    and (:after_id::bigint is null or a.id < :after_id)
order by a.id desc
limit :limit::bigint;
