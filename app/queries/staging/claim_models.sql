-- A model of nobody known is of the maker that is the first to stand before its name: "novum/omega-7b" is the "Omega 7B"
-- that the catalogue has, and any "other/omega-7b" is another model from now on.
-- index: import_names_pkey, model_names_pkey, models_pkey
--
-- :import_id  uuid
-- returns nothing

update models as m
set organization = c.maker
from (
    select distinct on (k.model_id) k.model_id, i.maker
    from import_names as i
    join model_names as k on k.name = i.own_name
    where i.import_id = :import_id and i.subject = 'model' and i.target_id is null and i.maker is not null
    order by k.model_id, i.number
) as c
where m.id = c.model_id and m.organization = 'unknown';
