alter function record_alias_deletes() reset timezone;
alter function record_alias_updates() reset timezone;
alter function record_alias_inserts() reset timezone;
alter function record_deletes() reset timezone;
alter function record_updates() reset timezone;
alter function record_inserts() reset timezone;
