-- A table with every fault that lints.sql looks for.
create table faulty (
    a varchar(10),
    number serial,
    model_id bigint references models (id),
    flag boolean default true,
    document jsonb,
    amount double precision,
    words text,
    constraint faulty_odd unique (words)
);
alter table faulty add constraint faulty_a_check check (a <> '') not valid;
create index faulty_number_idx on faulty (number);
create index faulty_number_flag_idx on faulty (number, flag);
create function faulty_too() returns trigger language plpgsql as $$
begin raise exception 'no' using constraint = tg_argv[0]; end $$;
create trigger faulty_rule before insert on faulty for each row execute function faulty_too('odd');
create index oddly_named on faulty (flag);

create table faulty_too (
    id bigint primary key,
    updated_at timestamptz not null default now()
);
create function faulty() returns integer language plpgsql as $$ begin return 1; end $$;
