-- Names of an import that have found no model or benchmark, the first of them.
-- index: import_names_pkey
--
-- :import_id  uuid
-- :subject    text
-- :most       int8
-- returns many text

select i.spelling
from import_names as i
where i.import_id = :import_id and i.subject = :subject and i.target_id is null and i.name <> ''
order by i.number
limit :most;
