-- Tells the planner what has been copied in.
-- index: none; it samples what it counts
--
-- returns one bool

select true as counted
from count_import_rows();
