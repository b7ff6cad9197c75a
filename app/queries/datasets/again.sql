-- A dataset that is to be tried again, after a pause that is four times as long each time. Gives nothing to one who
-- has lost the lease.
-- index: datasets_pkey
--
-- :pause     float8
-- :id        uuid
-- :holder    text
-- :attempts  int8
-- returns at most one uuid

update datasets as d
set
    status = 'uploaded',
    stage = null,
    progress = null,
    leased_by = null,
    leased_until = null,
    run_after = now() + make_interval(secs => :pause * 4 ^ (d.attempts - 1))
where d.id = :id and d.leased_by = :holder and d.attempts = :attempts and d.status = 'processing'
returning d.id;
