-- Names that are like a name: what is offered where nothing in the catalogue is called what was asked for.
-- depends: 0008.writing

-- pg_trgm comes with PostgreSQL and is "trusted": whoever may create in the database may create it. Where a server
-- has it already it stays where it is; Supabase keeps extensions in a schema of their own. So its schema is put on the
-- path of this transaction, and whatever refers to it later is bound here, by the functions and indexes below: no query
-- of the service needs to know where it is, nor may its role have to look there.
do $$
declare
    home text;
begin
    if not exists (select from pg_extension where extname = 'pg_trgm') then
        if not exists (select from pg_available_extensions where name = 'pg_trgm') then
            raise exception 'this server has no extension pg_trgm: install PostgreSQL''s contrib modules on it (Debian, Ubuntu: postgresql-%; Fedora, Red Hat, Alpine: postgresql-contrib), then migrate again',
                current_setting('server_version_num')::integer / 10000
                using errcode = 'feature_not_supported';
        end if;
        create extension pg_trgm schema public;
        comment on extension pg_trgm is 'Made by the migration 0009.near_names; its rollback drops it.';
    end if;
    select n.nspname
    into strict home
    from pg_extension as e
    join pg_namespace as n on n.oid = e.extnamespace
    where e.extname = 'pg_trgm';
    if not has_schema_privilege(home, 'usage') then
        raise exception 'pg_trgm is in a schema that is closed to this role: grant usage on schema % to %',
            quote_ident(home), quote_ident(current_user)
            using errcode = 'insufficient_privilege';
    end if;
    perform set_config('search_path', concat_ws(', ', nullif(current_setting('search_path'), ''), quote_ident(home)), true);
exception
    when insufficient_privilege then
        if exists (select from pg_extension where extname = 'pg_trgm') then
            raise;
        end if;
        raise exception '% may not create the extension pg_trgm: have a superuser do it, or grant create on database % to %',
            quote_ident(current_user), quote_ident(current_database()), quote_ident(current_user)
            using errcode = 'insufficient_privilege';
end
$$;

-- Each is one operator, and the planner sees the operator: it finds names by the indexes below. Those know "=" too, at
-- a hundred times what the primary keys pay for it and at the same estimate, so they have a collation of their own, which
-- no comparison of names has; groups of letters do not depend on it.
create function name_distance(name text, other text) returns real
language sql immutable parallel safe strict
return name collate "C" <-> other;

comment on function name_distance(text, text) is
'From 0, all groups of three letters in common, to 1, none; names that differ in a repeated word may be at 0. Takes names as normal_name makes them.';

-- Stable, as its operator is: were it immutable, the planner would not look inside, and read every name.
create function names_alike(name text, other text) returns boolean
language sql stable parallel safe strict
return name collate "C" % other;

comment on function names_alike(text, text) is
'Whether name_distance is at most 0.7: 1 - pg_trgm.similarity_threshold, which is 0.3 unless somebody has set it.';

-- Not concurrently: 22,000 names take 0.4 s, and only who writes names waits. Asked for the 25 nearest of 100 names
-- among those, on two cores: 0.27 s (0.46 s without names_alike), with the default siglen of 12 bytes 0.52 s, with a
-- GIN index, which is smaller, 0.69 s; a longer siglen builds longer and finds hardly faster.
-- squawk-ignore require-concurrent-index-creation
create index model_names_near_idx on model_names using gist (name collate "C" gist_trgm_ops (siglen = 256));
-- squawk-ignore require-concurrent-index-creation
create index benchmark_names_near_idx on benchmark_names using gist (name collate "C" gist_trgm_ops (siglen = 256));
