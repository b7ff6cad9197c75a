-- Every constraint that has a name of its own, the unique indexes, the primary keys that a person can meet, and the rules
-- that triggers keep: the name in which such a trigger raises is its argument.
select k.conname as name
from pg_constraint as k
where
    k.connamespace = 'public'::regnamespace
    and k.conrelid::regclass::text !~ '^(_yoyo|yoyo_|migration_checksums)'
    and (k.contype in ('u', 'c', 'f', 'x') or k.conname in ('model_names_pkey', 'benchmark_names_pkey'))
union all
select c.relname
from pg_index as i
inner join pg_class as c on c.oid = i.indexrelid
where
    i.indisunique
    and c.relnamespace = 'public'::regnamespace
    and i.indrelid::regclass::text !~ '^(_yoyo|yoyo_|migration_checksums)'
    and not exists (select from pg_constraint as k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))
union
select convert_from(btrim(g.tgargs, '\x00'), 'UTF8')
from pg_trigger as g
where not g.tgisinternal and convert_from(btrim(g.tgargs, '\x00'), 'UTF8') like '%\_check'
order by name;
