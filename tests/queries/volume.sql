-- A catalogue of some size that is the same on every server: no random(), and no table so large that "analyze" samples.
-- The triggers do not write its history: it would be one transaction. It comes last, as if it had grown.
alter table models disable trigger models_record_inserts;
alter table model_names disable trigger model_names_record_inserts;
alter table benchmarks disable trigger benchmarks_record_inserts;
alter table benchmark_names disable trigger benchmark_names_record_inserts;
alter table benchmark_results disable trigger benchmark_results_record_inserts;
alter table opinions disable trigger opinions_record_inserts;
alter table use_cases disable trigger use_cases_record_inserts;
alter table model_prices disable trigger model_prices_record_inserts;

insert into models (name, slug, organization, release_date, license, description, metadata)
select
    'Model ' || i,
    'model-' || i,
    'Org ' || i % 40,
    case when i % 20 > 0 then date '2021-01-01' + (hashint4(i) & 2047) end,
    (array['mit', 'apache-2.0', 'proprietary'])[1 + i % 3],
    'Describes model ' || i || ': ' || repeat(md5(i::text) || ' ', 8),
    jsonb_build_object('family', 'f' || i % 25, 'context_window', 1024 * (1 + i % 128))
from generate_series(1, 1000) as i
order by i;

insert into model_names (name, model_id, spelling)
select normal_name('alias-' || m.id || '-' || k), m.id, 'alias-' || m.id || '-' || k
from models as m, generate_series(1, 2) as k
order by m.id, k;

insert into benchmarks (name, slug, category, description, unit, higher_is_better)
select
    'Benchmark ' || i, 'benchmark-' || i, 'Category ' || i % 7, 'Describes benchmark ' || i, '%',
    case when i % 10 > 0 then i % 9 > 0 end
from generate_series(1, 61) as i
order by i;

insert into benchmark_names (name, benchmark_id, spelling)
select normal_name('test-' || b.id), b.id, 'test-' || b.id
from benchmarks as b
order by b.id;

-- The first benchmark has three results of every model, the others one of about every third.
insert into benchmark_results
(model_id, benchmark_id, score, date_tested, source, source_url, evidence, settings, stderr, samples)
select
    m.id,
    b.id,
    (hashint4((m.id * 1009 + b.id * 31 + g)::int) & 8191) / 100.0,
    case when m.id % 11 > 0 then date '2023-01-01' + (g * 40 + (hashint4((m.id + b.id)::int) & 511)) end,
    (array['Lab', 'Vendor', 'Board'])[g],
    'https://results.example/' || m.id || '/' || b.id,
    (array['independent', 'self_reported', 'community'])[g],
    jsonb_build_object('shots', m.id % 3),
    0.5,
    1000
from generate_series(1, 3) as g, models as m, benchmarks as b
where b.id = 1 or b.id < 61 and g = 1 and hashint4((m.id * 61 + b.id)::int) % 3 = 0
order by g, m.id, b.id;

-- The last benchmark has few, older than all others.
insert into benchmark_results (model_id, benchmark_id, score, date_tested, source, status, status_reason)
select
    m.id, 61, 50, date '2022-06-01', 'Rare',
    case when m.id % 2 = 0 then 'retracted' else 'active' end, case when m.id % 2 = 0 then 'An error.' end
from models as m
where m.id <= 8
order by m.id;

insert into opinions (model_id, content, sentiment, source, author, date_published, tags)
select
    1 + (hashint4(i) & 1023) % 1000,
    'Opinion ' || i || ' on latency and ' || md5(i::text),
    case when i % 2000 = 3 then 'mixed' else (array['positive', 'negative', 'neutral'])[1 + i % 3] end,
    'Forum ' || i % 12,
    'Author ' || i % 900,
    case when i % 25 > 0 then date '2022-01-01' + (hashint4(i + 1) & 1023) end,
    array['t' || (hashint4(i) & 63), 'u' || (hashint4(i + 7) & 15)]
    || case when i % 3000 = 7 then array['rare'] else '{}' end
from generate_series(1, 12000) as i
order by i;

insert into use_cases (model_id, use_case, description, mentioned_by)
select 1 + i % 1000, 'Use ' || i, 'Describes ' || md5(i::text), 'Author ' || i % 90
from generate_series(1, 5000) as i
order by i;

insert into model_prices (model_id, provider, offering, tier, valid_from, input, output)
select
    1 + i % 1000, 'Provider ' || i % 5, 'offering-' || i % 1000, 'standard', date '2023-01-01' + i / 10,
    1 + i % 7, 2 + i % 9
from generate_series(1, 5000) as i
order by i;

insert into merges (source_id, source_slug, source_name, target_id)
select 100000 + i, 'old-' || i, 'Old ' || i, 1 + (hashint4(i) & 1023) % 1000
from generate_series(1, 2000) as i
order by i;

-- Transactions of fifty rows, older than any of the server's own: most are of results, few of benchmarks, none of the
-- later ones is of opinions, one is an import's; model 700 was changed often.
insert into changes (row_id, transaction_id, import_id, table_name, action, after)
select
    case when i % 40 = 0 then 700 else 1 + (hashint4(i) & 8191) end,
    (3 + i / 50)::text::xid8,
    case when i between 7000 and 7049 then '00000000-0000-0000-0000-000000000007'::uuid end,
    case
        when i % 5000 = 7 then 'benchmarks'
        when i % 20 = 0 then 'models'
        when i % 20 = 1 and i < 10000 then 'opinions'
        else 'benchmark_results'
    end,
    'insert',
    jsonb_build_object('id', i, 'text', repeat(md5(i::text), 4))
from generate_series(1, 20000) as i
order by i;

insert into imports (id, created_at, format, formats, filename, status, rows_read, report)
select
    ('00000000-0000-0000-0000-' || lpad(i::text, 12, '0'))::uuid,
    timestamptz '2024-01-01Z' + i / 2 * interval '1 minute',
    'table', '{table}', 'file-' || i || '.csv', 'failed', i,
    jsonb_build_object('text', repeat(md5(i::text), 4))
from generate_series(1, 5000) as i
order by i;

insert into import_rejects (import_id, position, file_name, row_number, reason)
select ('00000000-0000-0000-0000-' || lpad((1 + i / 500)::text, 12, '0'))::uuid, 1 + i % 500, 'file.csv', i + 1, 'Expected a number.'
from generate_series(0, 9999) as i
order by i;

insert into import_conflicts (import_id, position, table_name, row_id, reason)
select ('00000000-0000-0000-0000-' || lpad((1 + i / 500)::text, 12, '0'))::uuid, 1 + i % 500, 'models', i + 1, 'Changed since.'
from generate_series(0, 9999) as i
order by i;

insert into mappings (name, mapping)
select 'mapping-' || lpad(i::text, 4, '0'), jsonb_build_object('source', repeat(md5(i::text), 2))
from generate_series(1, 2000) as i
order by i;

insert into users (id, email, username, role, hashed_password)
select
    ('00000000-0000-0000-0001-' || lpad(i::text, 12, '0'))::uuid,
    'person-' || i || '@example.org', 'person-' || i, case when i % 10 > 0 then 'member' else 'editor' end, repeat('x', 97)
from generate_series(1, 5000) as i
order by i;

insert into invitations (id, email, role, token_hash, invited_by, created_at, expires_at)
select
    ('00000000-0000-0000-0003-' || lpad(i::text, 12, '0'))::uuid, 'guest-' || i || '@example.org', 'member',
    sha256(i::text::bytea), '00000000-0000-0000-0001-000000000007',
    timestamptz '2025-01-01Z' + i * interval '1 minute', timestamptz '2025-02-01Z'
from generate_series(1, 200) as i
order by i;

-- Of who has an account now, and of others who had one.
insert into audit (created_at, actor_id, action, subject, request_id, ip)
select
    timestamptz '2025-01-01Z' + i * interval '1 minute',
    ('00000000-0000-0000-0001-' || lpad((1 + i % 2000)::text, 12, '0'))::uuid,
    case when i % 20 > 0 then 'session.begin' else 'key.create' end, 'person-' || (1 + i % 2000), md5(i::text),
    inet '192.0.2.1'
from generate_series(1, 20000) as i
order by i;

-- Everybody has many sessions, of which some have ended.
insert into sessions (id, user_id, expires_at, revoked_at, revoked_reason, user_agent, ip)
select
    ('00000000-0000-0000-0002-' || lpad(i::text, 12, '0'))::uuid,
    ('00000000-0000-0000-0001-' || lpad((1 + i % 20)::text, 12, '0'))::uuid,
    timestamptz '2999-01-01Z' + i * interval '1 minute',
    case when i % 4 = 0 then timestamptz '2025-01-01Z' end,
    case when i % 4 = 0 then 'ended by its owner' end,
    'Mozilla/5.0 ' || repeat('x', 60), inet '192.0.2.1'
from generate_series(1, 8000) as i
order by i;

-- And many keys, of which most are over.
insert into api_keys (user_id, name, prefix, secret_hash, scopes, created_at, expires_at)
select
    ('00000000-0000-0000-0001-' || lpad((1 + i / 200)::text, 12, '0'))::uuid, 'key ' || i, 'cat_' || i,
    sha256(i::text::bytea), '{read}', timestamptz '2025-01-01Z' + i * interval '1 minute',
    case when i % 10 = 0 then timestamptz '2999-01-01Z' else timestamptz '2025-02-01Z' end
from generate_series(0, 3999) as i
order by i;

-- One import brought the results of a few models: of a file that was imported a hundred times, mostly in vain.
insert into datasets (id, filename, original_filename, file_type, file_path, file_size, sha256)
values (
    '00000000-0000-0000-0004-000000000007', '00000000-0000-0000-0004-000000000007.csv', 'scores.csv', 'csv',
    '00000000-0000-0000-0004-000000000007/original.csv', 1, sha256('scores')
);
update imports set dataset_id = '00000000-0000-0000-0004-000000000007'
where right(id::text, 12)::bigint % 50 = 7;
update imports set applied_at = created_at where id = '00000000-0000-0000-0000-000000000007';
update benchmark_results set import_id = '00000000-0000-0000-0000-000000000007', source_row = id
where model_id between 990 and 995;

-- A hundred people have two hundred files each; a tenth of them everybody may read, and one is full of faults.
insert into datasets (
    id, user_id, created_at, is_public, filename, original_filename, file_type, file_path, file_size, sha256
)
select
    ('00000000-0000-0000-0005-' || lpad(i::text, 12, '0'))::uuid,
    ('00000000-0000-0000-0001-' || lpad((1 + i % 100)::text, 12, '0'))::uuid,
    timestamptz '2025-01-01Z' + i * interval '1 minute', i % 10 = 0, i || '.csv', 'scores-' || i || '.csv', 'csv',
    i || '/original.csv', 1000 + i, sha256(i::text::bytea)
from generate_series(1, 20000) as i
order by i;

insert into dataset_rejects (dataset_id, position, row_number, column_name, value, reason)
select '00000000-0000-0000-0005-000000000010', i, 10 * i, 'score', 'n.a.', 'Expected a number.'
from generate_series(1, 10000) as i
order by i;
