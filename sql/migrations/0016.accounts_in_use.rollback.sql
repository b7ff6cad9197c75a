comment on column api_keys.scopes is 'What it may do; never more than its owner.';
alter table sessions drop constraint sessions_revoked_at_check;
alter table api_keys drop constraint api_keys_known_scopes_check;
drop trigger users_keep_a_superuser_on_delete on users;
drop trigger users_keep_a_superuser_on_update on users;
drop function users_keep_a_superuser();
alter table use_cases alter column created_by drop default;
alter table opinions alter column created_by drop default;
alter table benchmark_results alter column created_by drop default;
