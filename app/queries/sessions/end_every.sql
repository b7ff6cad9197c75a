-- Every session of somebody ends, except perhaps one; says how many there were. What else goes with it (a new password)
-- is to be written before this, so that a sign-in under way has either ended up here or no longer fits.
-- index: sessions_user_id_idx
-- plan: generic; it looks for one key
--
-- :reason  text
-- :user    uuid
-- :but     uuid?
-- returns one int4

with ended as (
    update sessions as s
    set revoked_at = now(), revoked_reason = :reason::text
    where
        s.user_id = :user::uuid and s.id is distinct from :but::uuid
        and s.revoked_at is null and s.expires_at > now()
    returning s.id
)

select count(*)::int
from ended as e;
