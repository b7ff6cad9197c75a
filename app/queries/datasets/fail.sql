-- A dataset that cannot be read, and why. Gives nothing to one who has lost the lease.
-- index: datasets_pkey
--
-- :error     text
-- :id        uuid
-- :holder    text
-- :attempts  int8
-- returns at most one uuid

update datasets as d
set
    status = 'error',
    stage = null,
    progress = null,
    error = :error,
    leased_by = null,
    leased_until = null
where d.id = :id and d.leased_by = :holder and d.attempts = :attempts and d.status = 'processing'
returning d.id;
