-- Tells the planner which names have been gathered.
-- index: none; it samples what it counts
--
-- returns nothing

select count_import_names();
