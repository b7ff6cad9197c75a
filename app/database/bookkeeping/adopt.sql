-- Purpose: a migration that somebody applied with yoyo itself counts as applied with the file of today.
insert into migration_checksums (migration_id, sha256)
select migration_id, :sha256
from _yoyo_migration
where migration_id = :migration_id
on conflict do nothing;
