-- The checks that 0016 has made for new rows, for all.
-- depends: 0016.accounts_in_use

alter table api_keys validate constraint api_keys_known_scopes_check;
alter table sessions validate constraint sessions_revoked_at_check;
