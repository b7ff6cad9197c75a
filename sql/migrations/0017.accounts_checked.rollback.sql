alter table sessions drop constraint sessions_revoked_at_check;
alter table sessions add constraint sessions_revoked_at_check check (
    (revoked_at is null) = (revoked_reason is null)
) not valid;
alter table api_keys drop constraint api_keys_known_scopes_check;
alter table api_keys add constraint api_keys_known_scopes_check check (scopes <@ '{read,write}') not valid;
