-- The history of the catalogue: who changed what, when and why; cascades included.
-- depends: 0005.results 0006.opinions_use_cases_prices

create table changes (
    id bigint generated always as identity,
    row_id bigint not null,
    transaction_id xid8 not null default pg_current_xact_id(),
    created_at timestamptz not null default now(),
    actor_id uuid,
    import_id uuid,
    table_name text not null,
    action text not null,
    reason text,
    before jsonb,
    after jsonb,
    constraint changes_pkey primary key (id),
    constraint changes_table_name_check check (char_length(table_name) between 1 and 63),
    constraint changes_action_check check (action in ('insert', 'update', 'delete')),
    constraint changes_reason_check check (char_length(reason) between 1 and 2000),
    constraint changes_rows_check check (
        (action = 'insert') = (before is null) and (action = 'delete') = (after is null)
        and jsonb_typeof(before) = 'object' and jsonb_typeof(after) = 'object'
    )
);
create index changes_row_idx on changes (table_name, row_id, id desc);
create index changes_feed_idx on changes (transaction_id, id);
create index changes_import_idx on changes (import_id) where import_id is not null;

-- Actor, reason and import are set for one transaction with set_config(…, true); what is not set is null.
create function record_inserts() returns trigger
language plpgsql
set search_path = public, pg_catalog, pg_temp
as $$
begin
    insert into changes (row_id, actor_id, import_id, table_name, action, reason, after)
    select
        n.id,
        nullif(current_setting('catalogue.actor_id', true), '')::uuid,
        nullif(current_setting('catalogue.import_id', true), '')::uuid,
        tg_table_name, 'insert', nullif(current_setting('catalogue.reason', true), ''), to_jsonb(n)
    from new_rows as n
    order by n.id;
    return null;
end
$$;
comment on function record_inserts() is 'Writes each inserted row to changes.';

create function record_updates() returns trigger
language plpgsql
set search_path = public, pg_catalog, pg_temp
as $$
begin
    insert into changes (row_id, actor_id, import_id, table_name, action, reason, before, after)
    select
        n.id,
        nullif(current_setting('catalogue.actor_id', true), '')::uuid,
        nullif(current_setting('catalogue.import_id', true), '')::uuid,
        tg_table_name, 'update', nullif(current_setting('catalogue.reason', true), ''), to_jsonb(o), to_jsonb(n)
    from new_rows as n
    join old_rows as o using (id)
    where o.* is distinct from n.*
    order by n.id;
    return null;
end
$$;
comment on function record_updates() is 'Writes each changed row to changes; an update that changes nothing is none.';

create function record_deletes() returns trigger
language plpgsql
set search_path = public, pg_catalog, pg_temp
as $$
begin
    insert into changes (row_id, actor_id, import_id, table_name, action, reason, before)
    select
        o.id,
        nullif(current_setting('catalogue.actor_id', true), '')::uuid,
        nullif(current_setting('catalogue.import_id', true), '')::uuid,
        tg_table_name, 'delete', nullif(current_setting('catalogue.reason', true), ''), to_jsonb(o)
    from old_rows as o
    order by o.id;
    return null;
end
$$;
comment on function record_deletes() is 'Writes each deleted row to changes.';

create function refuse_rewriting() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception '% is append-only', tg_table_name
        using errcode = 'insufficient_privilege',
        hint = 'Its owner may disable the trigger ' || tg_name || ' for one transaction.';
end
$$;
comment on function refuse_rewriting() is 'What is written to a history stays: holds for the owner too, against accidents.';
create trigger changes_append_only before update or delete or truncate on changes
for each statement execute function refuse_rewriting();
create trigger audit_append_only before update or truncate on audit
for each statement execute function refuse_rewriting();
create trigger audit_keep before delete on audit
for each row when (old.created_at > now() - interval '400 days') execute function refuse_rewriting();

create trigger models_record_inserts after insert on models referencing new table as new_rows
for each statement execute function record_inserts();
create trigger models_record_updates after update on models referencing old table as old_rows new table as new_rows
for each statement execute function record_updates();
create trigger models_record_deletes after delete on models referencing old table as old_rows
for each statement execute function record_deletes();
create trigger benchmarks_record_inserts after insert on benchmarks referencing new table as new_rows
for each statement execute function record_inserts();
create trigger benchmarks_record_updates after update on benchmarks referencing old table as old_rows new table as new_rows
for each statement execute function record_updates();
create trigger benchmarks_record_deletes after delete on benchmarks referencing old table as old_rows
for each statement execute function record_deletes();
create trigger benchmark_results_record_inserts after insert on benchmark_results referencing new table as new_rows
for each statement execute function record_inserts();
create trigger benchmark_results_record_updates after update on benchmark_results referencing old table as old_rows new table as new_rows
for each statement execute function record_updates();
create trigger benchmark_results_record_deletes after delete on benchmark_results referencing old table as old_rows
for each statement execute function record_deletes();
create trigger opinions_record_inserts after insert on opinions referencing new table as new_rows
for each statement execute function record_inserts();
create trigger opinions_record_updates after update on opinions referencing old table as old_rows new table as new_rows
for each statement execute function record_updates();
create trigger opinions_record_deletes after delete on opinions referencing old table as old_rows
for each statement execute function record_deletes();
create trigger use_cases_record_inserts after insert on use_cases referencing new table as new_rows
for each statement execute function record_inserts();
create trigger use_cases_record_updates after update on use_cases referencing old table as old_rows new table as new_rows
for each statement execute function record_updates();
create trigger use_cases_record_deletes after delete on use_cases referencing old table as old_rows
for each statement execute function record_deletes();
create trigger model_prices_record_inserts after insert on model_prices referencing new table as new_rows
for each statement execute function record_inserts();
create trigger model_prices_record_updates after update on model_prices referencing old table as old_rows new table as new_rows
for each statement execute function record_updates();
create trigger model_prices_record_deletes after delete on model_prices referencing old table as old_rows
for each statement execute function record_deletes();

comment on table changes is 'Append-only: one row for each row of the catalogue that was inserted, updated or deleted.';
comment on column changes.id is 'In order of writing inside a transaction.';
comment on column changes.row_id is 'Which row of table_name.';
comment on column changes.transaction_id is 'A feed that waits for pg_snapshot_xmin loses no late commit.';
comment on column changes.created_at is 'When the transaction began.';
comment on column changes.actor_id is 'Who; no foreign key: the history outlives the account.';
comment on column changes.import_id is 'The import, where one did it; no foreign key: the history outlives it.';
comment on column changes.table_name is 'Which table.';
comment on column changes.action is 'insert, update or delete.';
comment on column changes.reason is 'Why, where somebody said.';
comment on column changes.before is 'The row before; null for an insert.';
comment on column changes.after is 'The row after; null for a delete.';

-- Supabase serves the schema public to the web: its default privileges give every table that postgres makes to the
-- roles anon and authenticated. Nothing of this is for them. A migration that makes a table repeats this for it; a
-- test applies all migrations under such privileges and looks.
do $$
declare
    visitor text;
    ours text;
begin
    for visitor in select rolname from pg_roles where rolname in ('anon', 'authenticated') loop
        for ours in
            select c.oid::regclass::text
            from pg_class as c
            where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'S') and (
                c.relname in (
                    'users', 'sessions', 'refresh_tokens', 'api_keys', 'invitations', 'throttle', 'audit',
                    'models', 'benchmarks', 'model_names', 'benchmark_names',
                    'datasets', 'imports', 'import_rows', 'import_rejects',
                    'benchmark_results', 'best_results', 'latest_results',
                    'opinions', 'use_cases', 'model_prices', 'changes',
                    'audit_id_seq', 'models_id_seq', 'benchmarks_id_seq', 'benchmark_results_id_seq',
                    'opinions_id_seq', 'use_cases_id_seq', 'model_prices_id_seq', 'changes_id_seq',
                    '_yoyo_migration', '_yoyo_log', '_yoyo_version', 'yoyo_lock', 'migration_checksums'
                )
            )
        loop
            execute format('revoke all on %s from %I', ours, visitor);
        end loop;
    end loop;
end
$$;
