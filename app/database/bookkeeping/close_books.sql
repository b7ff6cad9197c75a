-- Purpose: the service reads which migrations are applied, and writes nothing here. The default privileges of the owner
-- give it every new table, so that is taken back; where the service logs in as somebody else there is nothing to take.
-- yoyo_lock is there only where yoyo itself has run.
do $$
begin
    if exists (select from pg_catalog.pg_roles where rolname = 'catalogue_app') then
        revoke all on _yoyo_migration, _yoyo_log, _yoyo_version, migration_checksums from catalogue_app;
        grant select on _yoyo_migration to catalogue_app;
        if to_regclass('yoyo_lock') is not null then
            revoke all on yoyo_lock from catalogue_app;
        end if;
    end if;
end
$$;
