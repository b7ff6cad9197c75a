-- Keys that were revoked or ended 30 days ago go; says how many. It waits for nobody. The audit remembers them.
-- index: none; once an hour, and the table holds what is alive and the last month
--
-- returns one int4

with past as (
    select k.id
    from api_keys as k
    where least(k.revoked_at, k.expires_at) < now() - interval '30 days'
    limit 10000
    for update skip locked
),

gone as (
    delete from api_keys as k
    where k.id in (select p.id from past as p)
    returning k.id
)

select count(*)::int
from gone as g;
