-- Of the 10,000 oldest records those go that are older than 400 days; says how many. The trigger audit_keep guards the
-- others.
-- index: audit_pkey
--
-- returns one int4

with oldest as (
    select a.id, a.created_at
    from audit as a
    order by a.id
    limit 10000
),

gone as (
    delete from audit as a
    where a.id in (select o.id from oldest as o where o.created_at < now() - interval '400 days')
    returning a.id
)

select count(*)::int
from gone as g;
