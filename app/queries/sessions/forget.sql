-- Sessions that ended 30 days ago go, with their refresh tokens; says how many. It waits for nobody.
-- index: none; once an hour, and the table holds what is alive and the last month
--
-- returns one int4

with ended as (
    select s.id
    from sessions as s
    where least(s.revoked_at, s.expires_at) < now() - interval '30 days'
    limit 10000
    for update skip locked
),

gone as (
    delete from sessions as s
    where s.id in (select e.id from ended as e)
    returning s.id
)

select count(*)::int
from gone as g;
