-- What accounts need once people sign in: rows know their writer, and one superuser is always left.
-- depends: 0015.lighter_standings

-- Whoever the transaction names (changes.attribute) has written the row; null where nobody is named.
alter table benchmark_results
alter column created_by set default nullif(current_setting('catalogue.actor_id', true), '')::uuid;
alter table opinions
alter column created_by set default nullif(current_setting('catalogue.actor_id', true), '')::uuid;
alter table use_cases
alter column created_by set default nullif(current_setting('catalogue.actor_id', true), '')::uuid;

-- One transaction at a time looks whether somebody is left: two that leave each other would both find the other.
create function users_keep_a_superuser() returns trigger
language plpgsql
set search_path = public, pg_catalog, pg_temp
as $$
begin
    perform demand_read_committed();
    perform pg_advisory_xact_lock(hashtext(tg_argv[0]));
    if not exists (select from users as u where u.is_superuser and u.is_active) then
        raise exception 'no active superuser would be left'
            using errcode = 'check_violation', constraint = tg_argv[0], table = tg_table_name;
    end if;
    return null;
end
$$;
comment on function users_keep_a_superuser() is
'Refuses to demote, disable or delete the last active superuser; its argument is the name of the constraint.';
create trigger users_keep_a_superuser_on_update after update on users
for each row when (old.is_superuser and old.is_active and not (new.is_superuser and new.is_active))
execute function users_keep_a_superuser('users_last_superuser_check');
create trigger users_keep_a_superuser_on_delete after delete on users
for each row when (old.is_superuser and old.is_active)
execute function users_keep_a_superuser('users_last_superuser_check');

alter table api_keys add constraint api_keys_known_scopes_check check (scopes <@ '{read,write}') not valid;
alter table sessions add constraint sessions_revoked_at_check check (
    (revoked_at is null) = (revoked_reason is null)
) not valid;

-- What is said of these columns has come to be otherwise.
comment on column audit.action is 'For example user.disable or session.end.';
comment on column invitations.created_at is 'When it was made.';
comment on column invitations.token_hash is 'SHA-256 of the token that the guest registers with.';
comment on column sessions.revoked_reason is 'Why: ended by its owner, password change, account disabled, refresh token used twice.';
comment on column api_keys.scopes is 'What it may do, of read and write; never more than its owner.';
