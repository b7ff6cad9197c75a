-- The aliases of the sample's benchmarks, separated by "|", from a JSON array of objects as in benchmarks.csv.
-- index: benchmarks_name_key
--
-- :rows  jsonb
-- returns nothing

insert into benchmark_names (name, benchmark_id, spelling)
select normal_name(a.spelling), t.id, a.spelling
from jsonb_to_recordset(:rows::jsonb) as r (name text, aliases text)
cross join lateral string_to_table(r.aliases, '|') as a (spelling)
join benchmarks as t on t.name = r.name;
