-- When this database had its first migration: tells it from every other, and a backup that is restored has it too.
-- index: none; one short table
--
-- returns one timestamp

select min(m.applied_at_utc) as since
from _yoyo_migration as m;
