-- A dataset that its reader gives back, because the process ends: as if it had not begun. Gives nothing to one who
-- has lost the lease.
-- index: datasets_pkey
--
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
    attempts = d.attempts - 1
where d.id = :id and d.leased_by = :holder and d.attempts = :attempts and d.status = 'processing'
returning d.id;
