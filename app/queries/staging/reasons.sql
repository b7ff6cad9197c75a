-- Why an import refuses records: the reasons that differ in numbers only are one, told as the first of them says it, with
-- how many it met; the most frequent first.
-- index: import_rows_pkey
--
-- :import_id  uuid
-- returns many Reason: reason text, column_name text?, records int8, file int8, row_number int8, value text?

select
    (array_agg(coalesce(r.reason, '') order by r.number))[1] as reason,
    (array_agg(r.column_name order by r.number))[1] as column_name,
    count(*) as records,
    (array_agg(r.file order by r.number))[1] as file,
    (array_agg(r.row_number order by r.number))[1] as row_number,
    (array_agg(r.value order by r.number))[1] as value
from import_rows as r
cross join lateral (select regexp_replace(r.reason, '\d+([.,:-]\d+)*', '…', 'g') as pattern) as g
where r.import_id = :import_id and r.verdict = 'reject'
group by g.pattern
order by count(*) desc, g.pattern
limit 100;
