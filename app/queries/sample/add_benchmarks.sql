-- The benchmarks of the sample, from a JSON array of objects as in benchmarks.csv.
-- index: benchmarks_slug_key, for the slugs
--
-- :rows  jsonb
-- returns nothing

insert into benchmarks (
    name, category, description, url, metric, unit, higher_is_better, min_score, max_score, task
)
select
    r.name, r.category, r.description, r.url, r.metric, r.unit, r.higher_is_better, r.min_score, r.max_score, r.task
from jsonb_to_recordset(:rows::jsonb) as r (
    name text, category text, description text, url text, metric text, unit text, higher_is_better boolean,
    min_score double precision, max_score double precision, task text
);
