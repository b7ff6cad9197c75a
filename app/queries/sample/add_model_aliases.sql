-- The aliases of the sample's models, separated by "|", from a JSON array of objects as in models.csv.
-- index: models_name_key
--
-- :rows  jsonb
-- returns nothing

insert into model_names (name, model_id, spelling)
select normal_name(a.spelling), t.id, a.spelling
from jsonb_to_recordset(:rows::jsonb) as r (name text, aliases text)
cross join lateral string_to_table(r.aliases, '|') as a (spelling)
join models as t on t.name = r.name;
