-- One page of invitations, the latest first; those included that have been accepted or are over.
-- index: invitations are few; users_pkey
--
-- :status            text?
-- :after_created_at  timestamptz?
-- :after_id          uuid?
-- :limit             int8
-- returns many Invitation: id uuid, email text, role text, status text, invited_by text?,
--   created_at timestamptz, expires_at timestamptz, accepted_at timestamptz?

select
    i.id,
    i.email,
    i.role,
    s.status,
    (select u.username from users as u where u.id = i.invited_by) as invited_by,
    i.created_at,
    i.expires_at,
    i.accepted_at
from invitations as i
cross join lateral (
    select case
        when i.accepted_at is not null then 'accepted'
        when i.expires_at <= now() then 'expired'
        else 'open'
    end as status
) as s
where
    (:status::text is null or s.status = :status)
    and (
        :after_created_at::timestamptz is null
        or (i.created_at, i.id) < (:after_created_at::timestamptz, :after_id::uuid)
    )
order by i.created_at desc, i.id desc
limit :limit::bigint;
