-- The times inside before and after in UTC, whatever the zone of the session that writes.
-- depends: 0012.history_by_table

alter function record_inserts() set timezone = 'UTC';
alter function record_updates() set timezone = 'UTC';
alter function record_deletes() set timezone = 'UTC';
alter function record_alias_inserts() set timezone = 'UTC';
alter function record_alias_updates() set timezone = 'UTC';
alter function record_alias_deletes() set timezone = 'UTC';
