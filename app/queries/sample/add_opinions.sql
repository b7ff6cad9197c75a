-- The opinions of the sample, from a JSON array of objects as in opinions.csv; tags are separated by "|".
-- index: models_name_key
--
-- :rows  jsonb
-- returns nothing

insert into opinions (model_id, content, sentiment, source, author, url, date_published, tags)
select
    m.id, r.content, r.sentiment, r.source, r.author, r.url, r.date_published,
    coalesce(string_to_array(r.tags, '|'), '{}')
from jsonb_to_recordset(:rows::jsonb) as r (
    model text, content text, sentiment text, source text, author text, url text, date_published date, tags text
)
join models as m on m.name = r.model;
