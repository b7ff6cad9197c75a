-- Purpose: remember the content of a migration that is being applied.
insert into migration_checksums (migration_id, sha256)
values (:migration_id, :sha256);
