-- Purpose: which of the bookkeeping tables are there; reading a missing one is an error.
select
    to_regclass('_yoyo_migration') is not null as applied,
    to_regclass('migration_checksums') is not null as checksums,
    to_regclass('yoyo_lock') is not null as yoyo_lock;
