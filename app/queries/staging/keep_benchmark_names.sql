-- Every name of an import that has found or made its benchmark is a name of it from now on, as for models.
-- index: import_names_pkey, benchmark_names_pkey
--
-- :import_id  uuid
-- returns nothing

insert into benchmark_names (name, benchmark_id, spelling, kind)
select distinct on (i.name) i.name, i.target_id, i.spelling, 'alias'
from import_names as i
where i.import_id = :import_id and i.subject = 'benchmark' and i.target_id is not null
order by i.name, i.number
on conflict (name) do nothing;
