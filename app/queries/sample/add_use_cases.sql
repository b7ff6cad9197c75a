-- The use cases of the sample, from a JSON array of objects as in use_cases.csv.
-- index: models_name_key
--
-- :rows  jsonb
-- returns nothing

insert into use_cases (model_id, use_case, description, mentioned_by)
select m.id, r.use_case, r.description, r.mentioned_by
from jsonb_to_recordset(:rows::jsonb) as r (model text, use_case text, description text, mentioned_by text)
join models as m on m.name = r.model;
