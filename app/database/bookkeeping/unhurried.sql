-- Purpose: nothing ends a migration for taking long. transaction_timeout is there from PostgreSQL 17 on.
-- A deployer that was killed must not leave its statement running: the server looks every second.
select set_config(
    name,
    case name when 'client_connection_check_interval' then '1s' else '0' end,
    :transaction_only
)
from pg_catalog.pg_settings
where name in (
    'statement_timeout',
    'lock_timeout',
    'idle_in_transaction_session_timeout',
    'transaction_timeout',
    'client_connection_check_interval'
);
