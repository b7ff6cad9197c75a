-- Faults of the schema that no migration shows by itself; every row is a finding.
with tables as (
    select c.oid, c.relname
    from pg_class as c
    where
        c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
        and c.relname !~ '^(_yoyo|yoyo_|migration_checksums)'
),
indexes as (
    select
        i.indexrelid, i.indrelid, i.indisunique, i.indisvalid, i.indnkeyatts, i.indnullsnotdistinct,
        c.relname as index_name, t.relname as table_name, m.amname,
        i.indkey::int2 [] as keys, i.indclass::oid [] as classes, i.indcollation::oid [] as collations,
        coalesce(pg_get_expr(i.indexprs, i.indrelid), '') as exprs,
        coalesce(pg_get_expr(i.indpred, i.indrelid), '') as pred,
        exists (
            select from pg_constraint as k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x')
        ) as of_constraint
    from pg_index as i
    inner join tables as t on t.oid = i.indrelid
    inner join pg_class as c on c.oid = i.indexrelid
    inner join pg_am as m on m.oid = c.relam
),
columns as (
    select
        t.oid as table_oid, t.relname, a.attnum, a.attname, a.atttypid, a.atttypmod, a.attnotnull, a.atthasdef,
        a.attidentity, a.attgenerated
    from pg_attribute as a
    inner join tables as t on t.oid = a.attrelid
    where a.attnum > 0 and not a.attisdropped
),
constraints as (
    select k.oid, k.conname, k.contype, k.conkey, k.convalidated, t.oid as table_oid, t.relname
    from pg_constraint as k
    inner join tables as t on t.oid = k.conrelid
    where k.contype <> 'n' -- PostgreSQL 18 lists "not null" here
),
functions as (
    select p.oid, p.oid::regprocedure::text as signature, p.proconfig, l.lanname
    from pg_proc as p
    inner join pg_language as l on l.oid = p.prolang
    where
        p.pronamespace = 'public'::regnamespace
        and not exists (select from pg_depend as d where d.objid = p.oid and d.deptype = 'e')
)
select 'redundant_index' as rule, x.table_name as object, x.index_name || ' is the beginning of ' || y.index_name as detail
from indexes as x
inner join indexes as y on x.indrelid = y.indrelid and x.indexrelid <> y.indexrelid and x.pred = y.pred
where
    x.amname = 'btree' and y.amname = 'btree' and x.exprs = '' and y.exprs = ''
    and not x.indisunique and not x.of_constraint
    and x.indnkeyatts <= y.indnkeyatts
    -- The bounds of these arrays begin with 0.
    and x.keys[0:x.indnkeyatts - 1] = y.keys[0:x.indnkeyatts - 1]
    and x.classes[0:x.indnkeyatts - 1] = y.classes[0:x.indnkeyatts - 1]
    and x.collations[0:x.indnkeyatts - 1] = y.collations[0:x.indnkeyatts - 1]
    and x.keys[x.indnkeyatts:] <@ y.keys
    and (x.indnkeyatts < y.indnkeyatts or y.indisunique or x.indexrelid > y.indexrelid)
union all
select 'foreign_key_without_index', k.relname, k.conname
from constraints as k
where k.contype = 'f' and not exists (
    select from indexes as i
    where
        i.indrelid = k.table_oid and i.amname = 'btree' and i.indisvalid
        and i.keys[0:cardinality(k.conkey) - 1] @> k.conkey
        and (i.pred = '' or i.pred = format('(%I IS NOT NULL)', (
            select c.attname from columns as c where c.table_oid = k.table_oid and k.conkey = array[c.attnum]
        )))
)
union all
select 'table_without_primary_key', t.relname, ''
from tables as t
where not exists (select from constraints as k where k.table_oid = t.oid and k.contype = 'p')
union all
select 'invalid_index', i.table_name, i.index_name from indexes as i where not i.indisvalid
union all
select 'constraint_not_validated', k.relname, k.conname from constraints as k where not k.convalidated
union all
select 'unwanted_type', c.relname, c.attname || ' ' || format_type(c.atttypid, c.atttypmod)
from columns as c
where format_type(c.atttypid, null) in (
    'character varying', 'character', 'timestamp without time zone', 'time with time zone', 'json', 'money',
    'smallint', 'integer', 'real', '"char"'
)
union all
select 'serial', c.relname, c.attname
from columns as c
inner join pg_attrdef as d on d.adrelid = c.table_oid and d.adnum = c.attnum
where c.attidentity = '' and pg_get_expr(d.adbin, d.adrelid) like 'nextval(%'
union all
select 'unique_lets_nulls_repeat', i.table_name, i.index_name
from indexes as i
inner join columns as c on c.table_oid = i.indrelid and c.attnum = any (i.keys)
where i.indisunique and not i.indnullsnotdistinct and not c.attnotnull
union all
select 'nullable_with_default', c.relname, c.attname
from columns as c
where c.atthasdef and not c.attnotnull and c.attgenerated = ''
union all
select 'jsonb_of_any_type', c.relname, c.attname
from columns as c
where c.atttypid = 'jsonb'::regtype and not exists (
    select from constraints as k
    where
        k.table_oid = c.table_oid and k.contype = 'c' and c.attnum = any (k.conkey)
        and pg_get_constraintdef(k.oid) like '%jsonb_typeof(' || quote_ident(c.attname) || ')%'
)
union all
select 'float_may_be_infinite', c.relname, c.attname
from columns as c
where
    format_type(c.atttypid, null) in ('double precision', 'numeric')
    and not exists (
        select from constraints as k
        where
            k.table_oid = c.table_oid and k.contype = 'c' and c.attnum = any (k.conkey)
            -- merit is a finite score or its negation
            and pg_get_constraintdef(k.oid) ~* 'infinity|nan|merit'
    )
    -- a copy of benchmark_results.score
    and (c.relname, c.attname) not in (('best_results', 'score'), ('latest_results', 'score'))
union all
select 'text_without_limit', c.relname, c.attname
from columns as c
where c.atttypid = 'text'::regtype and not exists (
    select from constraints as k
    where k.table_oid = c.table_oid and k.contype = 'c' and c.attnum = any (k.conkey)
)
union all
select 'updated_at_not_kept', c.relname, c.attname
from columns as c
where c.attname = 'updated_at' and not exists (
    select from pg_trigger as g
    where g.tgrelid = c.table_oid and g.tgfoid = 'set_updated_at()'::regprocedure and g.tgenabled = 'O'
)
union all
select 'without_' || wanted.attname, t.relname, ''
from tables as t
cross join (values ('created_at'), ('updated_at')) as wanted (attname)
where not exists (
    select from columns as c
    where c.table_oid = t.oid and c.attname = wanted.attname and c.attnotnull and c.atttypid = 'timestamptz'::regtype
)
union all
select 'no_comment', t.relname, '' from tables as t where obj_description(t.oid, 'pg_class') is null
union all
select 'no_comment', c.relname, c.attname from columns as c where col_description(c.table_oid, c.attnum) is null
union all
select 'no_comment', f.signature, '' from functions as f where obj_description(f.oid, 'pg_proc') is null
union all
select 'search_path_of_the_caller', f.signature, ''
from functions as f
where f.lanname = 'plpgsql' and coalesce(array_to_string(f.proconfig, ','), '') !~ 'search_path=.*pg_temp'
union all
select 'name_off_the_rules', k.relname, k.conname
from constraints as k
where
    k.conname !~ ('^' || k.relname || '_' || case k.contype
        when 'p' then 'pkey' when 'u' then '\w+_key' when 'c' then '\w+_check' when 'f' then '\w+_fkey'
    end || '$')
union all
select 'name_off_the_rules', i.table_name, i.index_name
from indexes as i
where
    not i.of_constraint
    and i.index_name !~ ('^' || i.table_name || '_\w+_' || case when i.indisunique then 'key' else 'idx' end || '$')
union all
select 'name_off_the_rules', t.relname, g.tgname
from pg_trigger as g
inner join tables as t on t.oid = g.tgrelid
inner join pg_proc as p on p.oid = g.tgfoid
where
    not g.tgisinternal and p.prosrc like '%constraint = tg_argv[0]%'
    and encode(g.tgargs, 'escape') !~ ('^' || t.relname || '_\w+_check\\000$')
order by rule, object, detail;
