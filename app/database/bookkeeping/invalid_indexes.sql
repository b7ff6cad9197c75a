-- Purpose: indexes that CREATE INDEX CONCURRENTLY left half built; with IF NOT EXISTS they would stay so for ever.
select c.relname
from pg_catalog.pg_index as i
inner join pg_catalog.pg_class as c on c.oid = i.indexrelid
inner join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
where not i.indisvalid and c.relkind = 'i' and n.nspname = current_schema()
order by c.relname;
