-- One page of mappings, by name.
-- index: mappings_pkey
--
-- :after_name  text?
-- :limit       int8
-- returns many KeptMapping: name text, description text?, mapping jsonb, created_at timestamptz,
--   updated_at timestamptz

select
    m.name,
    m.description,
    m.mapping,
    m.created_at,
    m.updated_at
from mappings as m
where :after_name::text is null or m.name > :after_name
order by m.name
limit :limit::bigint;
