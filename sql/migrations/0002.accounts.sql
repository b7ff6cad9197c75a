-- People, their sessions and keys. Secrets are stored as hashes only.
-- depends: 0001.foundations

create table users (
    id uuid not null default gen_random_uuid(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    is_active boolean not null default true,
    is_superuser boolean not null default false,
    email text not null,
    username text not null,
    hashed_password text not null,
    full_name text,
    role text not null default 'member',
    constraint users_pkey primary key (id),
    constraint users_email_key unique (email),
    constraint users_username_key unique (username),
    constraint users_email_check check (email = lower(btrim(email)) and char_length(email) between 3 and 254),
    constraint users_username_check check (username ~ '^[a-z0-9]([a-z0-9._-]{0,48}[a-z0-9])?$'),
    constraint users_hashed_password_check check (char_length(hashed_password) between 20 and 512),
    constraint users_full_name_check check (char_length(full_name) between 1 and 255),
    constraint users_role_check check (role in ('member', 'editor'))
);
create trigger users_set_updated_at before update on users
for each row when (old.* is distinct from new.*) execute function set_updated_at();

comment on table users is 'Who may sign in. Deleting a user keeps the catalogue rows they wrote.';
comment on column users.id is 'Random, so that it tells nothing about how many there are.';
comment on column users.created_at is 'When the account was made.';
comment on column users.updated_at is 'Last real change; kept by the database.';
comment on column users.is_active is 'False: every session and key is refused at once.';
comment on column users.is_superuser is 'May manage users and everything else.';
comment on column users.email is 'Normalised before it comes here: NFKC, trimmed, lower case.';
comment on column users.username is 'ASCII, lower case: no two look alike.';
comment on column users.hashed_password is 'argon2id or bcrypt, in PHC format.';
comment on column users.full_name is 'As the person writes it.';
comment on column users.role is 'member reads and gives opinions; editor writes the catalogue.';

create table sessions (
    id uuid not null default gen_random_uuid(),
    user_id uuid not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    last_used_at timestamptz,
    expires_at timestamptz not null,
    revoked_at timestamptz,
    revoked_reason text,
    user_agent text,
    ip inet,
    constraint sessions_pkey primary key (id),
    constraint sessions_user_id_fkey foreign key (user_id) references users (id) on delete cascade,
    constraint sessions_revoked_reason_check check (char_length(revoked_reason) between 1 and 255),
    constraint sessions_user_agent_check check (char_length(user_agent) <= 512)
);
create index sessions_user_id_idx on sessions (user_id, expires_at);
create trigger sessions_set_updated_at before update on sessions
for each row when (old.* is distinct from new.*) execute function set_updated_at();

comment on table sessions is 'One sign-in on one device. Rows are kept 30 days after their end.';
comment on column sessions.id is 'Named in every access token as sid.';
comment on column sessions.user_id is 'Whose.';
comment on column sessions.created_at is 'When the person signed in.';
comment on column sessions.updated_at is 'Last real change; kept by the database.';
comment on column sessions.last_used_at is 'Last refresh.';
comment on column sessions.expires_at is 'No refresh beyond this moment.';
comment on column sessions.revoked_at is 'When it was ended early.';
comment on column sessions.revoked_reason is 'Why: logout, password change, refresh token used twice.';
comment on column sessions.user_agent is 'As the client said.';
comment on column sessions.ip is 'Address of the sign-in.';

create table refresh_tokens (
    token_hash bytea not null,
    session_id uuid not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    expires_at timestamptz not null,
    used_at timestamptz,
    constraint refresh_tokens_pkey primary key (token_hash),
    constraint refresh_tokens_session_id_fkey foreign key (session_id) references sessions (id) on delete cascade,
    constraint refresh_tokens_token_hash_check check (octet_length(token_hash) = 32)
);
create index refresh_tokens_session_id_idx on refresh_tokens (session_id);
create trigger refresh_tokens_set_updated_at before update on refresh_tokens
for each row when (old.* is distinct from new.*) execute function set_updated_at();

comment on table refresh_tokens is 'Refresh tokens of a session; used ones stay, so that a second use is seen.';
comment on column refresh_tokens.token_hash is 'SHA-256 of the token.';
comment on column refresh_tokens.session_id is 'The session it continues.';
comment on column refresh_tokens.created_at is 'When it was given.';
comment on column refresh_tokens.updated_at is 'Last real change; kept by the database.';
comment on column refresh_tokens.expires_at is 'Not accepted after.';
comment on column refresh_tokens.used_at is 'When it was exchanged; null for the current one.';

create table api_keys (
    id uuid not null default gen_random_uuid(),
    user_id uuid not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    expires_at timestamptz,
    last_used_at timestamptz,
    revoked_at timestamptz,
    name text not null,
    prefix text not null,
    secret_hash bytea not null,
    scopes text [] not null default '{}',
    constraint api_keys_pkey primary key (id),
    constraint api_keys_secret_hash_key unique (secret_hash),
    constraint api_keys_user_id_fkey foreign key (user_id) references users (id) on delete cascade,
    constraint api_keys_name_check check (name = btrim(name) and char_length(name) between 1 and 100),
    constraint api_keys_prefix_check check (char_length(prefix) between 4 and 16),
    constraint api_keys_secret_hash_check check (octet_length(secret_hash) = 32),
    constraint api_keys_scopes_check check (
        case
            when array_ndims(scopes) > 1 then false -- array_position would fail, not refuse
            else cardinality(scopes) <= 32 and array_position(scopes, null) is null
        end
    )
);
create index api_keys_user_id_idx on api_keys (user_id);
create trigger api_keys_set_updated_at before update on api_keys
for each row when (old.* is distinct from new.*) execute function set_updated_at();

comment on table api_keys is 'Long-lived keys for programs; the secret is shown once.';
comment on column api_keys.id is 'Names the key where it is listed or revoked.';
comment on column api_keys.user_id is 'On whose behalf.';
comment on column api_keys.created_at is 'When it was made.';
comment on column api_keys.updated_at is 'Last real change; kept by the database.';
comment on column api_keys.expires_at is 'Not accepted after; null means no end.';
comment on column api_keys.last_used_at is 'Kept to five minutes, not to the request.';
comment on column api_keys.revoked_at is 'When it was taken back.';
comment on column api_keys.name is 'What it is for, in its owner''s words.';
comment on column api_keys.prefix is 'First characters of the secret, to recognise it by.';
comment on column api_keys.secret_hash is 'SHA-256 of the secret.';
comment on column api_keys.scopes is 'What it may do; never more than its owner.';

create table invitations (
    id uuid not null default gen_random_uuid(),
    invited_by uuid,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    expires_at timestamptz not null,
    accepted_at timestamptz,
    email text not null,
    role text not null default 'member',
    token_hash bytea not null,
    constraint invitations_pkey primary key (id),
    constraint invitations_token_hash_key unique (token_hash),
    constraint invitations_invited_by_fkey foreign key (invited_by) references users (id) on delete set null,
    constraint invitations_email_check check (email = lower(btrim(email)) and char_length(email) between 3 and 254),
    constraint invitations_role_check check (role in ('member', 'editor')),
    constraint invitations_token_hash_check check (octet_length(token_hash) = 32)
);
create index invitations_invited_by_idx on invitations (invited_by);
create trigger invitations_set_updated_at before update on invitations
for each row when (old.* is distinct from new.*) execute function set_updated_at();

comment on table invitations is 'One-time permissions to register, bound to an e-mail address and a role.';
comment on column invitations.id is 'Names the invitation where it is listed.';
comment on column invitations.invited_by is 'Who invited; null once that account is gone.';
comment on column invitations.created_at is 'When it was sent.';
comment on column invitations.updated_at is 'Last real change; kept by the database.';
comment on column invitations.expires_at is 'Not accepted after.';
comment on column invitations.accepted_at is 'When it was used; it works once.';
comment on column invitations.email is 'The only address that may use it.';
comment on column invitations.role is 'What the new account becomes.';
comment on column invitations.token_hash is 'SHA-256 of the token in the link.';

create unlogged table throttle (
    key bytea not null,
    allowed_at timestamptz not null,
    constraint throttle_pkey primary key (key),
    constraint throttle_key_check check (octet_length(key) between 8 and 32)
);
comment on table throttle is 'Rates of attempts, one row a key; unlogged: a crash forgives. Rows in the past may be deleted at any time.';
comment on column throttle.key is 'Hash of what is counted: a name, an address.';
comment on column throttle.allowed_at is 'Theoretical arrival time: from here the next attempt is counted.';

create table audit (
    id bigint generated always as identity,
    created_at timestamptz not null default now(),
    actor_id uuid,
    action text not null,
    subject text,
    request_id text,
    ip inet,
    detail jsonb not null default '{}',
    constraint audit_pkey primary key (id),
    constraint audit_action_check check (char_length(action) between 1 and 100),
    constraint audit_subject_check check (char_length(subject) <= 255),
    constraint audit_request_id_check check (char_length(request_id) <= 64),
    constraint audit_detail_check check (
        jsonb_typeof(detail) = 'object' and octet_length(detail::text) <= 8192
    )
);
create index audit_actor_id_idx on audit (actor_id, id desc);
comment on table audit is 'What happened to accounts: append-only, kept 400 days.';
comment on column audit.id is 'In order of writing.';
comment on column audit.created_at is 'When.';
comment on column audit.actor_id is 'Who; no foreign key: the record outlives the account.';
comment on column audit.action is 'For example user.disable or session.revoke.';
comment on column audit.subject is 'On what or whom.';
comment on column audit.request_id is 'The request, as in the log.';
comment on column audit.ip is 'From where.';
comment on column audit.detail is 'More, never a secret.';
