-- Tells the planner what has been copied in.
-- index: none; it samples what it counts
--
-- returns nothing

select count_import_rows();
