-- Every name of an import that has found or made its model is a name of it from now on: another time it finds the same.
-- index: import_names_pkey, model_names_pkey
--
-- :import_id  uuid
-- returns nothing

insert into model_names (name, model_id, spelling, kind)
select distinct on (i.name) i.name, i.target_id, i.spelling, 'alias'
from import_names as i
where i.import_id = :import_id and i.subject = 'model' and i.target_id is not null
order by i.name, i.number
on conflict (name) do nothing;
