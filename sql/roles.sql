-- The database and its two roles, made once, before the first migration.
--
--   catalogue_owner  owns the database and everything in it; only migrations log in as it
--   catalogue_app    what the service logs in as: reads and writes rows, and nothing else
--
-- How to run it, as a superuser or as a role with createrole and createdb, on PostgreSQL 15 to 18:
--
--   psql -v owner_password=... -v app_password=... -v database=catalogue -f sql/roles.sql
--
-- Other users of the machine can read a command line. Without the two -v options the passwords are taken from the
-- environment: CATALOGUE_OWNER_PASSWORD and CATALOGUE_APP_PASSWORD (psql 15 or newer). A SCRAM verifier
-- ('SCRAM-SHA-256$4096:...') may stand for a password, so that the server never sees the plain one.
--
-- It may be run again at any time: it changes what differs (also to set new passwords) and takes nothing away.

\set ON_ERROR_STOP on
\if :{?owner_password}
\else
  \getenv owner_password CATALOGUE_OWNER_PASSWORD
\endif
\if :{?app_password}
\else
  \getenv app_password CATALOGUE_APP_PASSWORD
\endif
\if :{?database}
\else
  \set database catalogue
\endif

-- An unset variable would become the password ':owner_password'. An unknown name stops the script instead.
\if :{?owner_password}
\else
  do $$ begin raise exception 'no owner_password: give -v owner_password=... or CATALOGUE_OWNER_PASSWORD'; end $$;
\endif
\if :{?app_password}
\else
  do $$ begin raise exception 'no app_password: give -v app_password=... or CATALOGUE_APP_PASSWORD'; end $$;
\endif

select
    current_setting('is_superuser')::boolean as superuser,
    not exists (select from pg_roles where rolname = 'catalogue_owner') as owner_is_missing,
    not exists (select from pg_roles where rolname = 'catalogue_app') as app_is_missing,
    not exists (select from pg_database where datname = :'database') as database_is_missing
\gset

-- No statement that carries a password is written to the server's log or its statistics. Only a superuser may ask
-- for that; on a hosted server give SCRAM verifiers if its log is read by others.
\if :superuser
  set log_statement = 'none';
  set log_min_duration_statement = -1;
  set log_min_error_statement = 'panic';
  set pg_stat_statements.track_utility = off;
\endif

set password_encryption = 'scram-sha-256';

-- Roles

\if :owner_is_missing
  create role catalogue_owner;
\endif
\if :app_is_missing
  create role catalogue_app;
\endif

alter role catalogue_owner with login password :'owner_password';
alter role catalogue_app with login password :'app_password';

-- A migration gives up on a lock that others hold, and is tried again, rather than stop all reads behind itself.
alter role catalogue_owner set lock_timeout = '5s';
-- A migration whose client was killed ends on the server as well.
alter role catalogue_owner set client_connection_check_interval = '1s';

-- Optional filters ("$1 is null or organization = $1") need a plan for the values at hand, not one for all values.
alter role catalogue_app set plan_cache_mode = 'force_custom_plan';
-- No query of the service is heavy enough to earn back what compiling it costs.
alter role catalogue_app set jit = off;
-- Every question is a short one: starting parallel workers would take longer than the answer.
alter role catalogue_app set max_parallel_workers_per_gather = 0;
-- Bounds that keep one bad request or one lost client from stopping the others. Long work sets its own, locally.
alter role catalogue_app set statement_timeout = '30s';
alter role catalogue_app set lock_timeout = '5s';
alter role catalogue_app set idle_in_transaction_session_timeout = '60s';
alter role catalogue_app set client_connection_check_interval = '1s';

-- Who is no superuser must be a member of catalogue_owner to give it a database and to set its default privileges.
\if :superuser
\else
  grant catalogue_owner to current_user;
\endif

-- Database

-- Encoding and order are the server's own: queries that depend on an order name their collation.
\if :database_is_missing
  create database :"database" owner catalogue_owner;
\endif

select pg_get_userbyid(datdba) = 'catalogue_owner' as owned from pg_database where datname = :'database'
\gset

-- A database of its own is closed to every other role. One that was there before and belongs to another (the
-- "postgres" of a hosted server) keeps its owner and its doors; catalogue_owner is only let in.
\if :owned
  revoke all on database :"database" from public;
\else
  grant connect, create, temporary on database :"database" to catalogue_owner;
\endif
grant connect on database :"database" to catalogue_app;

-- Schema

\connect -reuse-previous=on :"database"

revoke all on schema public from public;
grant usage, create on schema public to catalogue_owner;
grant usage on schema public to catalogue_app;

-- Tables that migrations make from now on: rows, but no truncate, no references, no triggers. A migration that wants
-- less for one table (append-only history) revokes it there, and running this file again does not give it back.
alter default privileges for role catalogue_owner in schema public
    grant select, insert, update, delete on tables to catalogue_app;
alter default privileges for role catalogue_owner in schema public
    grant usage on sequences to catalogue_app;
