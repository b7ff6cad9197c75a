-- What an import refused, from a JSON array of objects in the order of its records.
-- index: import_rejects_pkey
--
-- :id    uuid
-- :rows  jsonb
-- returns nothing

insert into import_rejects (import_id, position, file_name, row_number, column_name, value, reason)
select :id, r.position, r.file_name, r.row_number, r.column_name, r.value, r.reason
from rows from (
    jsonb_to_recordset(:rows::jsonb) as (
        file_name text, row_number bigint, column_name text, value text, reason text
    )
) with ordinality as r (file_name, row_number, column_name, value, reason, position);
