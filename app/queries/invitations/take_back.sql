-- Takes back an invitation that has not been accepted, and says whether it could; nothing where there is none.
-- index: invitations_pkey
--
-- :id  uuid
-- returns at most one TakenBack: email text, is_taken_back bool

with taken_back as (
    delete from invitations as i
    where i.id = :id::uuid and i.accepted_at is null
    returning i.id
)

select
    i.email,
    exists (select from taken_back) as is_taken_back
from invitations as i
where i.id = :id;
