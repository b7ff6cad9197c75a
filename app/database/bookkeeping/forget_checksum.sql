-- Purpose: forget a migration that is being rolled back.
delete from migration_checksums
where migration_id = :migration_id;
