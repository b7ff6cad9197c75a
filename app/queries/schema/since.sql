-- When this database had its first migration: tells it from every other, and a backup that is restored has it too.
-- index: none; one short table
--
-- returns at most one text

select to_char(min(m.applied_at_utc), 'YYYY-MM-DD"T"HH24:MI:SS.US') as since
from _yoyo_migration as m;
