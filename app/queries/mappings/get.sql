-- One mapping, by its name.
-- index: mappings_pkey
-- plan: generic; it looks for one key
--
-- :name  text
-- returns at most one KeptMapping: name text, description text?, mapping jsonb, created_at timestamptz,
--   updated_at timestamptz

select
    m.name,
    m.description,
    m.mapping,
    m.created_at,
    m.updated_at
from mappings as m
where m.name = :name::text;
