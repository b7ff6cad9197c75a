-- Rows that a reading has refused, from a JSON array of objects in the order of the file; so many are kept already.
-- index: dataset_rejects_pkey
--
-- :id    uuid
-- :kept  int8
-- :rows  jsonb
-- returns nothing

insert into dataset_rejects (dataset_id, position, row_number, column_name, value, reason)
select
    :id,
    :kept + r.position,
    r.row_number,
    left(r.column_name, 255),
    left(r.value, 1000),
    left(r.reason, 1000)
from rows from (
    jsonb_to_recordset(:rows::jsonb) as ("row" bigint, "column" text, value text, reason text)
) with ordinality as r (row_number, column_name, value, reason, position);
