-- Counts one attempt for each of several keys; nothing where all of them are within their rate, else the seconds to wait.
-- Generic cell rate: a key earns one attempt every so many seconds and saves a burst of them; its row says until when the
-- attempts that it has made are paid for. Keys in order, so that two requests never wait for each other. One that is
-- over its rate is not counted, others of the same attempt are.
-- index: throttle_pkey
--
-- :keys     bytea[]
-- :seconds  float8[]
-- :bursts   int4[]
-- returns at most one int4

with attempts as (
    select a.key, make_interval(secs => a.seconds) as each, a.burst
    from unnest(:keys::bytea [], :seconds::float8 [], :bursts::int4 []) as a (key, seconds, burst)
),

counted as (
    insert into throttle as t (key, allowed_at)
    select a.key, clock_timestamp() + a.each
    from attempts as a
    order by a.key
    on conflict (key) do update
    set
        allowed_at = greatest(t.allowed_at, clock_timestamp())
        + (select a.each from attempts as a where a.key = t.key)
    where greatest(t.allowed_at, clock_timestamp()) - clock_timestamp()
        <= (select a.each * (a.burst - 1) from attempts as a where a.key = t.key)
    returning t.key
)

-- The row of a key that others have begun to count meanwhile is not seen here; its wait is the shortest then.
select ceil(max(greatest(1, extract(epoch from
    coalesce(t.allowed_at - clock_timestamp() - a.each * (a.burst - 1), a.each)
))))::int4
from attempts as a
left join throttle as t on t.key = a.key
where a.key not in (select c.key from counted as c)
having count(*) > 0;
