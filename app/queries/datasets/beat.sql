-- Who reads a dataset is alive, and so far. Gives nothing to one who has lost the lease.
-- index: datasets_pkey
--
-- :seconds   float8
-- :stage     text?
-- :progress  float8
-- :id        uuid
-- :holder    text
-- :attempts  int8
-- returns at most one uuid

update datasets as d
set leased_until = now() + make_interval(secs => :seconds), stage = :stage, progress = :progress
where d.id = :id and d.leased_by = :holder and d.attempts = :attempts and d.status = 'processing'
returning d.id;
