-- Purpose: the content of the applied migrations.
select migration_id, sha256
from migration_checksums
order by migration_id;
