-- How many records of an import became what, by file and kind.
-- index: import_rows_pkey
--
-- :import_id  uuid
-- returns many Counted: file int8, kind text, verdict text, records int8

select r.file, r.kind, coalesce(r.verdict, '') as verdict, count(*) as records
from import_rows as r
where r.import_id = :import_id
group by r.file, r.kind, r.verdict
order by r.file, r.kind, r.verdict;
