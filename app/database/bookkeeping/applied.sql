-- Purpose: which migrations are applied, and when. yoyo writes the time in UTC without saying so.
select migration_id, applied_at_utc at time zone 'UTC' as applied_at
from _yoyo_migration
order by migration_id;
