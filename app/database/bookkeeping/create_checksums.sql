-- Purpose: what each migration's file said when it was applied. yoyo remembers the name of a file, not its content.
create table migration_checksums (
    migration_id text constraint migration_checksums_pkey primary key,
    sha256 text not null constraint migration_checksums_sha256_check check (sha256 ~ '^[0-9a-f]{64}$')
);

comment on table migration_checksums is 'The file of each applied migration, as it was when it was applied.';
comment on column migration_checksums.migration_id is 'As in _yoyo_migration: the file name without its ending.';
comment on column migration_checksums.sha256 is 'SHA-256 of the file with line ends as \n.';
