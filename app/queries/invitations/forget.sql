-- Invitations that expired 30 days ago go, accepted ones too; says how many. It waits for nobody.
-- index: none; once an hour, and the table holds what is open and the last two months
--
-- returns one int4

with past as (
    select i.id
    from invitations as i
    where i.expires_at < now() - interval '30 days'
    limit 10000
    for update skip locked
),

gone as (
    delete from invitations as i
    where i.id in (select p.id from past as p)
    returning i.id
)

select count(*)::int
from gone as g;
