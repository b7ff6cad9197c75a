-- The names that were compared are not needed any more.
-- index: import_names_pkey
--
-- :import_id  uuid
-- returns nothing

delete from import_names as i
where i.import_id = :import_id;
