-- The models that an import makes, in the order of its records.
-- index: import_names_pkey, models_pkey
--
-- :import_id  uuid
-- returns many MadeModel: id int8, slug text, name text, organization text

select m.id, m.slug, m.name, m.organization
from import_names as i
join models as m on m.id = i.target_id
where i.import_id = :import_id and i.subject = 'model' and i.made
order by i.number, m.id;
