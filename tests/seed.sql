-- A small catalogue with every odd case, for tests that read. Ids follow the order of the rows.
insert into models (name, organization, release_date, license, status, description, metadata) values
('Alpha', 'Acme', '2024-01-10', 'apache-2.0', 'active', 'A small open model.',
 '{"context_window": 8192, "open_weights": true, "family": "alpha", "limits": {"output": 1024}}'),
('Alpha 2', 'Acme', '2025-02-01', 'apache-2.0', 'active', null,
 '{"context_window": 131072, "open_weights": true, "family": "alpha"}'),
('Beta-3.1-8B-Instruct', 'Borealis', '2024-07-23', 'proprietary', 'deprecated', null,
 '{"context_window": "128k", "open_weights": false}'),
('gamma', 'Borealis', null, null, 'active', null, null),
('Delta', 'Delta Labs', '2023-03-14', 'proprietary', 'retired', 'The oldest, retired.', '{}'),
('Epsilon', 'acme', '2025-02-01', 'mit', 'active', null, '{"knowledge_cutoff": "2024-10"}'),
('Zeta (no results)', 'Zeta', '2025-05-05', null, 'active', null, null);

insert into model_names (name, model_id, spelling)
select normal_name(a.spelling), a.model_id, a.spelling
from (values (1, 'alpha-2024-01-10'), (1, 'ACME Alpha One'), (3, 'beta_instruct')) as a (model_id, spelling);

insert into benchmarks
(name, category, description, url, metric, unit, higher_is_better, min_score, max_score, task) values
('Quiz', 'knowledge', 'Questions with four answers.', 'https://quiz.example/', 'accuracy', '%', true, 0, 100, null),
('Word Error', 'speech', null, null, 'error rate', '%', false, 0, null, 'speech'),
('Vibes', null, null, null, null, null, null, null, null, null),
('Empty', 'knowledge', 'Nobody has run it.', null, 'accuracy', '%', true, 0, 1, null);

insert into benchmark_names (name, benchmark_id, spelling)
select normal_name(a.spelling), a.benchmark_id, a.spelling
from (values (1, 'Quiz-4'), (2, 'WER')) as a (benchmark_id, spelling);

-- Quiz: Alpha 2 and Epsilon share the first rank; Alpha is better by its own word than by others'; Delta's best is
-- retracted. Word Error: less is better. Vibes: nobody knows which way is better.
insert into benchmark_results
(model_id, benchmark_id, score, score_raw, date_tested, source, source_url, evidence, settings, stderr, samples, external_id, status, status_reason) values
(1, 1, 80, '80.0%', '2024-01-10', 'Acme', 'https://acme.example/alpha', 'self_reported', '{"shots": 5}', null, null, null, 'active', null),
(1, 1, 75.5, '0.755', '2024-06-01', 'Lab', 'https://lab.example/1', 'independent', '{"shots": 0, "tools": true}', 0.8, 1000, 'run-1', 'active', null),
(2, 1, 90, null, '2025-02-01', 'Acme', 'https://acme.example/alpha2', 'self_reported', '{"shots": 5}', null, null, null, 'active', null),
(3, 1, 85, null, null, 'Borealis', null, 'self_reported', '{}', null, null, null, 'active', null),
(4, 1, 60.25, null, null, null, null, null, '{}', null, null, null, 'active', null),
(5, 1, 70, null, '2023-04-01', 'Lab', 'https://lab.example/2', 'independent', '{"shots": 5}', 1.1, 1000, 'run-2', 'active', null),
(5, 1, 99, null, '2023-03-14', 'Delta Labs', null, 'self_reported', '{}', null, null, null, 'retracted', 'Trained on the test.'),
(6, 1, 90, null, '2025-02-02', 'Lab', 'https://lab.example/3', 'independent', '{"shots": 5}', 0.5, 1000, 'run-3', 'active', null),
(1, 2, 12.5, null, '2024-02-01', 'Lab', null, 'independent', '{}', null, null, null, 'active', null),
(2, 2, 4.5, null, '2025-02-01', 'Acme', null, 'self_reported', '{}', null, null, null, 'active', null),
(2, 2, 5.25, null, '2025-03-01', 'Lab', null, 'independent', '{}', null, null, null, 'active', null),
(5, 2, 30, null, '2023-05-01', 'Lab', null, 'independent', '{}', null, null, null, 'active', null),
(1, 3, 7, null, null, 'someone', null, 'community', '{}', null, null, null, 'active', null),
(6, 3, 9, null, '2025-04-01', 'someone', null, 'community', '{}', null, null, null, 'active', null);

insert into opinions (model_id, content, sentiment, source, author, url, date_published, tags) values
(1, 'Fast and cheap, good enough for most of our tickets.', 'positive', 'blog', 'Ann', 'https://blog.example/1', '2024-02-01', '{speed,price}'),
(1, 'Forgets the middle of long documents.', 'negative', 'forum', 'Bob', null, '2024-03-01', '{context}'),
(1, 'Said to be fine.', null, null, null, null, null, '{}'),
(2, 'Better than Alpha at coding, slower in tickets.', 'mixed', 'blog', 'Ann', null, '2025-02-10', '{coding,speed}'),
(6, 'Neither here nor there.', 'neutral', 'forum', 'Cy', null, '2025-02-10', '{price}');

insert into use_cases (model_id, use_case, description, mentioned_by) values
(1, 'Sorting support tickets', 'By product and urgency.', 'Ann'),
(2, 'Code review', null, 'Bob'),
(2, 'Translating tickets', 'English to German.', null);

insert into model_prices
(model_id, provider, offering, tier, valid_from, input, output, cache_read, cache_write, source_url) values
(1, 'acme', 'alpha', 'standard', '2024-01-10', 10, 30, null, null, 'https://acme.example/prices'),
(1, 'acme', 'alpha', 'standard', '2024-09-01', 2.5, 10, 1.25, null, 'https://acme.example/prices'),
(1, 'cloud', 'acme.alpha-v1', 'standard', '2024-05-01', 11, 33, null, null, null),
(2, 'acme', 'alpha-2', 'standard', '2025-02-01', 3, 15, 0.3, 3.75, null),
(2, 'acme', 'alpha-2', 'batch', '2025-02-01', 1.5, 7.5, null, null, null);

analyze;

-- Models that were there for a moment: two were merged one after the other, one was and is no longer. Nothing of them is
-- in the history.
insert into merges (source_id, source_slug, source_name, target_id, names_moved, reason, undone_at) values
(1097, 'alpha-sketch', 'Alpha Sketch', 1098, 1, null, null),
(1098, 'alpha-preview', 'Alpha Preview', 1, 2, 'A preview of the same weights.', null),
(1099, 'beta', 'Beta', 3, 1, null, now());

-- Imports of every kind: done with two records refused, only tried, failed, undone but for one row, and under way.
insert into imports
(id, created_at, finished_at, applied_at, undone_at, deadline, format, formats, filename, sha256, status, error, dry_run,
    rows_read, rows_created, rows_updated, rows_unchanged, rows_rejected, files_left_out, conflicts,
    options, mapping, report) values
('00000000-0000-0000-0000-000000000007', '2025-03-01 12:00Z', '2025-03-01 12:00:02Z', '2025-03-01 12:00:01Z', null,
 '2025-03-01 12:50Z', 'table', '{table}', 'scores.csv', sha256('scores'::bytea), 'done', null, false, 6, 3, 0, 1, 2, 1, 0,
 '{"today": "2025-03-01", "filename": "scores.csv", "models": "create"}', '[{"source": "Lab"}]',
 '{"counts": {"read": 6, "created": 3, "updated": 0, "unchanged": 1, "rejected": 2},
   "kinds": {"result": {"read": 6, "created": 3, "updated": 0, "unchanged": 1, "rejected": 2}},
   "files": [
     {"name": "scores.csv", "format": "table", "bytes": 120,
      "counts": {"read": 6, "created": 3, "updated": 0, "unchanged": 1, "rejected": 2}, "error": null},
     {"name": "notes.txt", "format": null, "bytes": 7,
      "counts": {"read": 0, "created": 0, "updated": 0, "unchanged": 0, "rejected": 0}, "error": null}],
   "reasons": [{"reason": "Expected a number.", "records": 2, "column": "score", "file": "scores.csv", "row": 4,
      "value": "n.a."}],
   "models_made": {"count": 1, "names": ["Eta"]}, "benchmarks_made": {"count": 1, "names": ["Riddles"]},
   "unknown_organizations": 1, "unranked": {"count": 1, "names": ["Riddles"]}, "doubtful_scales": ["Quiz"],
   "near_models": [{"name": "Alfa", "did_you_mean": "Alpha", "slug": "alpha", "similarity": 0.6}],
   "near_benchmarks": [{"name": "Quizz", "did_you_mean": "Quiz", "slug": "quiz", "similarity": 0.7}],
   "seconds_reading": 0.25, "seconds_writing": 0.5}'),
('00000000-0000-0000-0000-000000000008', '2025-03-01 12:00Z', '2025-03-01 12:00:02Z', null, null,
 '2025-03-01 12:50Z', 'several', '{inspect,lm-eval}', 'logs.zip', sha256('logs'::bytea), 'done', null, true, 9, 9, 0, 0, 0, 0, 0,
 '{"today": "2025-03-01", "dry_run": true}', null, '{"counts": {"read": 9, "created": 9}, "kinds": {}, "files": []}'),
('00000000-0000-0000-0000-000000000009', '2025-03-02 12:00Z', '2025-03-02 12:00:01Z', null, null,
 '2025-03-02 12:50Z', 'auto', '{}', null, null, 'failed', 'The file is empty.', false, 0, 0, 0, 0, 0, 0, 0,
 '{"today": "2025-03-02"}', null, null),
('00000000-0000-0000-0000-00000000000a', '2025-03-03 12:00Z', '2025-03-03 12:00:01Z', '2025-03-03 12:00:01Z',
 '2025-03-04 12:00Z', '2025-03-03 12:50Z', 'table', '{table}', 'old.csv', sha256('old'::bytea), 'undone', null, false,
 2, 2, 0, 0, 0, 0, 1, '{"today": "2025-03-03"}', null,
 '{"counts": {"read": 2, "created": 2}, "kinds": {}, "files": []}'),
('00000000-0000-0000-0000-00000000000b', '2025-03-05 12:00Z', null, null, null, '2999-01-01Z', 'auto', '{}', 'big.tar',
 null, 'running', null, false, 0, 0, 0, 0, 0, 0, 0, '{"today": "2025-03-05"}', null, null);

insert into import_rejects (import_id, position, file_name, row_number, column_name, value, reason) values
('00000000-0000-0000-0000-000000000007', 1, 'scores.csv', 4, 'score', 'n.a.', 'Expected a number.'),
('00000000-0000-0000-0000-000000000007', 2, 'scores.csv', 6, null, null, 'Expected a number.');
insert into import_conflicts (import_id, position, table_name, row_id, reason) values
('00000000-0000-0000-0000-000000000007', 1, 'models', 7, 'Something else uses it.'),
('00000000-0000-0000-0000-00000000000a', 1, 'benchmark_results', 3, 'Somebody has changed it since.');

insert into mappings (name, description, mapping) values
('our-spreadsheet', 'What the lab sends each month.', '{"source": "Lab", "columns": {"model": "Model", "score": "Score"}}'),
('two-boards', null, '[{"files": "a*.csv", "source": "A"}, {"files": "b*.csv", "source": "B"}]');

-- Two members, an editor, a superuser, and an editor who is disabled; their password is "correct horse battery staple".
insert into users (id, email, username, role, is_superuser, is_active, hashed_password)
select p.id::uuid, p.email, p.username, p.role, p.is_superuser, p.is_active, '$argon2id$v=19$m=19456,t=2,p=1$RHYXuPP2fkDhmlLMka5FDA$SZYZdoMTy6DuNBru6h1CQct04rJBwVQful8iNMePK+A'
from (values
('00000000-0000-0000-0000-00000000acc1', 'mia@example.org', 'mia', 'member', false, true),
('00000000-0000-0000-0000-00000000acc2', 'max@example.org', 'max', 'member', false, true),
('00000000-0000-0000-0000-00000000acc3', 'eve@example.org', 'eve', 'editor', false, true),
('00000000-0000-0000-0000-00000000acc4', 'sue@example.org', 'sue', 'member', true, true),
('00000000-0000-0000-0000-00000000acc5', 'dan@example.org', 'dan', 'editor', false, false)
) as p (id, email, username, role, is_superuser, is_active);

insert into sessions (id, user_id, expires_at)
select s.id::uuid, s.user_id::uuid, '2999-01-01'
from (values
('00000000-0000-0000-0000-000000005e56', '00000000-0000-0000-0000-00000000acc1'),
('00000000-0000-0000-0000-000000005e57', '00000000-0000-0000-0000-00000000acc2'),
('00000000-0000-0000-0000-000000005e58', '00000000-0000-0000-0000-00000000acc3'),
('00000000-0000-0000-0000-000000005e59', '00000000-0000-0000-0000-00000000acc4'),
('00000000-0000-0000-0000-000000005e5a', '00000000-0000-0000-0000-00000000acc5')
) as s (id, user_id);

-- A key of Sue's that nobody has: its secret is lost.
insert into api_keys (id, user_id, name, prefix, secret_hash, scopes, expires_at) values (
    '00000000-0000-0000-0000-000000000ce1', '00000000-0000-0000-0000-00000000acc4', 'nightly runs', 'cat_lost00',
    sha256('lost'), '{read}', '2999-01-01'
);

-- What happened to accounts before the tests: Sue, who came with the catalogue, has disabled Dan.
insert into audit (created_at, actor_id, action, subject, request_id, ip, detail) values
(now() - interval '2 days', null, 'user.create', '00000000-0000-0000-0000-00000000acc4', null, null, '{"username": "sue"}'),
(
    now() - interval '1 day', '00000000-0000-0000-0000-00000000acc4', 'user.disable',
    '00000000-0000-0000-0000-00000000acc5', 'seed-1', '192.0.2.1', '{"username": "dan"}'
);

-- Sue has invited somebody, and somebody else who came, and one who did not.
insert into invitations (id, invited_by, created_at, expires_at, accepted_at, email, role, token_hash)
select i.id::uuid, '00000000-0000-0000-0000-00000000acc4', i.created_at, i.expires_at, i.accepted_at, i.email, i.role,
    sha256(i.email::bytea)
from (values
('00000000-0000-0000-0000-0000000001a1', now() - interval '1 day', '2999-01-01', null, 'ida@example.org', 'editor'),
(
    '00000000-0000-0000-0000-0000000001a2', now() - interval '2 days', now() + interval '5 days', now() - interval '1 day',
    'max@example.org', 'member'
),
('00000000-0000-0000-0000-0000000001a3', now() - interval '9 days', now() - interval '2 days', null, 'ivo@example.org', 'member')
) as i (id, created_at, expires_at, accepted_at, email, role);

-- Files of every status: read and public with everything filled, read and private, waiting, being read, not readable.
insert into datasets
(id, user_id, created_at, processed_at, run_after, leased_until, leased_by, filename, original_filename, file_type, compression,
    file_path, file_size, sha256, status, stage, progress, error, attempts, version, is_public, description, row_count,
    column_count, rows_rejected, table_path, text_path, options, findings, columns_info) values
('00000000-0000-0000-0000-000000000007', '00000000-0000-0000-0000-00000000acc1', '2025-04-01 12:00Z', '2025-04-01 12:00:03Z',
 '2025-04-01 12:00Z', null, null, '00000000-0000-0000-0000-000000000007.csv.gz', 'rivers.csv.gz', 'csv', 'gzip',
 '00000000-0000-0000-0000-000000000007/original.csv.gz', 120, sha256('rivers'), 'ready', null, null, null, 1, 1, true,
 'Scores of the rivers task.', 3, 2, 1, '00000000-0000-0000-0000-000000000007/1/table.parquet',
 '00000000-0000-0000-0000-000000000007/1/text.parquet', '{"delimiter": ";"}', '{"encoding": "utf-8", "delimiter": ";"}',
 '[{"name": "model", "title": "model", "position": 1, "type": "text", "nulls": 0},
   {"name": "score", "title": "score", "position": 2, "type": "number", "nulls": 1, "min": 1, "max": 2}]'),
('00000000-0000-0000-0000-000000000008', '00000000-0000-0000-0000-00000000acc1', '2025-04-02 12:00Z', '2025-04-02 12:00:03Z',
 '2025-04-02 12:00Z', null, null, '00000000-0000-0000-0000-000000000008.csv', 'own.csv', 'csv', null,
 '00000000-0000-0000-0000-000000000008/original.csv', 12, sha256('own'), 'ready', null, null, null, 1, 1, false, null, 0, 1, 0,
 '00000000-0000-0000-0000-000000000008/1/table.parquet', '00000000-0000-0000-0000-000000000008/1/text.parquet', '{}', '{}',
 '[{"name": "model", "title": "model", "position": 1, "type": "text", "nulls": 0}]'),
('00000000-0000-0000-0000-000000000009', '00000000-0000-0000-0000-00000000acc1', '2025-04-03 12:00Z', null, '2999-01-01Z', null,
 null, '00000000-0000-0000-0000-000000000009.csv', 'waiting.csv', 'csv', null,
 '00000000-0000-0000-0000-000000000009/original.csv', 12, sha256('waiting'), 'uploaded', null, null, null, 0, 0, false, null,
 null, null, null, null, null, '{}', null, null),
('00000000-0000-0000-0000-00000000000a', '00000000-0000-0000-0000-00000000acc1', '2025-04-04 12:00Z', null,
 '2025-04-04 12:00Z', '2999-01-01Z', 'a worker', '00000000-0000-0000-0000-00000000000a.csv', 'reading.csv', 'csv', null,
 '00000000-0000-0000-0000-00000000000a/original.csv', 12, sha256('reading'), 'processing', 'reading', 0.5, null, 1, 0, false,
 null, null, null, null, null, null, '{}', null, null),
('00000000-0000-0000-0000-00000000000b', '00000000-0000-0000-0000-00000000acc1', '2025-04-05 12:00Z', null,
 '2025-04-05 12:00Z', null, null, '00000000-0000-0000-0000-00000000000b.csv', 'empty.csv', 'csv', null,
 '00000000-0000-0000-0000-00000000000b/original.csv', 12, sha256('empty'), 'error', null, null, 'The file is empty.', 1, 0,
 false, null, null, null, null, null, null, '{}', null, null);
update imports set dataset_id = '00000000-0000-0000-0000-000000000007' where id = '00000000-0000-0000-0000-000000000007';
insert into dataset_rejects (dataset_id, position, row_number, column_name, value, reason) values
('00000000-0000-0000-0000-000000000007', 1, 4, 'score', 'n.a.', 'Expected 2 cells; found 3.'),
('00000000-0000-0000-0000-000000000007', 2, 6, null, null, 'Expected 2 cells; found 1.');
