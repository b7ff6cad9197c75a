-- The migrations that this database has had, by yoyo's own record.
-- index: none; one short table
--
-- returns many varchar

select m.migration_id
from _yoyo_migration as m
order by m.migration_id;
