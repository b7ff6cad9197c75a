-- Purpose: a migration that waits for a lock makes everybody behind it wait; it gives up soon and tries again.
select set_config('lock_timeout', '2s', true);
