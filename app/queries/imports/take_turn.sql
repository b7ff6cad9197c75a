-- One import writes at a time; the others wait for the end of its transaction.
-- index: none; no table is read
--
-- returns one bool

select true as has_turn
from pg_advisory_xact_lock(hashtextextended('imports', 0));
