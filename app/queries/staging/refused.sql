-- What an import refuses, in the order of its records.
-- index: import_rows_pkey
--
-- :import_id  uuid
-- :most       int8
-- returns many Refused: file int8, row_number int8, column_name text?, value text?, reason text

select r.file, r.row_number, r.column_name, r.value, coalesce(r.reason, '') as reason
from import_rows as r
where r.import_id = :import_id and r.verdict = 'reject'
order by r.number
limit :most;
