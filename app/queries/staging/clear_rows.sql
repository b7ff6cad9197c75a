-- What was compared is not needed any more.
-- index: import_rows_pkey
--
-- :import_id  uuid
-- returns nothing

delete from import_rows as r
where r.import_id = :import_id;
