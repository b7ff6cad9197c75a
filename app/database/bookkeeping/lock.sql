-- Purpose: one deployer at a time. Polled, each time in a transaction of its own: a waiter that blocked here would
-- hold a snapshot, and the deployer's CREATE INDEX CONCURRENTLY would wait for it for ever. The lock ends with the
-- transaction, so it works through a transaction pooler and goes with its holder, however that one dies.
select pg_try_advisory_xact_lock(hashtextextended('model-catalogue migrations', 0));
