-- Tells the planner which names have been gathered.
-- index: none; it samples what it counts
--
-- returns one bool

select true as counted
from count_import_names();
