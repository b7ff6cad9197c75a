-- Counts that are paid for go: without its row a key is as free as with it. Says how many; it waits for nobody.
-- index: none; once an hour, and a row is kept no longer than it counts
--
-- returns one int4

with past as (
    select t.key
    from throttle as t
    where t.allowed_at < now()
    limit 10000
    for update skip locked
),

gone as (
    delete from throttle as t
    where t.key in (select p.key from past as p)
    returning t.key
)

select count(*)::int
from gone as g;
