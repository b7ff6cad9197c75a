-- A dataset is to be read from its file once more, and in this way. Who reads it now has lost it: nothing is leased.
-- index: datasets_pkey
--
-- :options  jsonb
-- :id       uuid
-- returns nothing

update datasets as d
set
    status = 'uploaded',
    stage = null,
    progress = null,
    error = null,
    attempts = 0,
    run_after = now(),
    leased_by = null,
    leased_until = null,
    options = :options::jsonb
where d.id = :id::uuid;
