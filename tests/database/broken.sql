-- One statement for each constraint of the schema, which that constraint and no other must refuse. "(ours)" marks
-- those that no request can reach: app/http/constraints.py has a rule for each of the others.

-- rows for those that the sample of the tests does not have
insert into users (id, email, username, hashed_password) values
('00000000-0000-0000-0000-00000000000a', 'ann@example.org', 'ann', repeat('x', 20)),
('00000000-0000-0000-0000-00000000000b', 'bob@example.org', 'bob', repeat('x', 20));
insert into sessions (id, user_id, expires_at)
values ('00000000-0000-0000-0000-00000000000c', '00000000-0000-0000-0000-00000000000a', now());
insert into refresh_tokens (token_hash, session_id, expires_at)
values (sha256('1'), '00000000-0000-0000-0000-00000000000c', now());
insert into api_keys (user_id, name, prefix, secret_hash) values
('00000000-0000-0000-0000-00000000000a', 'one', 'mc_1', sha256('1')),
('00000000-0000-0000-0000-00000000000a', 'two', 'mc_2', sha256('2'));
insert into invitations (email, token_hash, expires_at) values
('cy@example.org', sha256('1'), now()), ('di@example.org', sha256('2'), now());
insert into datasets (id, filename, original_filename, file_type, file_path, file_size, sha256) values
('00000000-0000-0000-0000-00000000000d', 'one.csv', 'one.csv', 'csv', 'one.csv', 1, sha256('1')),
('00000000-0000-0000-0000-00000000000e', 'two.csv', 'two.csv', 'csv', 'two.csv', 1, sha256('2'));
insert into dataset_rejects (dataset_id, position, row_number, reason)
values ('00000000-0000-0000-0000-00000000000d', 1, 1, 'bad');
insert into imports (id, format) values ('00000000-0000-0000-0000-00000000000f', 'csv');
insert into import_rows (import_id, number, file, row_number, kind, parsed)
values ('00000000-0000-0000-0000-00000000000f', 1, 1, 1, 'result', '{}');
insert into import_names (import_id, number, subject, spelling, name, own_name)
values ('00000000-0000-0000-0000-00000000000f', 1, 'model', 'X', 'x', 'x');
insert into import_conflicts (import_id, position, table_name, row_id, reason)
values ('00000000-0000-0000-0000-00000000000f', 1, 'models', 1, 'gone');
insert into mappings (name, mapping) values ('mine', '{}');
insert into import_rejects (import_id, position, file_name, row_number, reason)
values ('00000000-0000-0000-0000-00000000000f', 1, 'scores.csv', 1, 'bad');
insert into throttle (key, allowed_at) values ('\x0102030405060708', now());

-- breaks: models_name_key
insert into models (name, organization) values ('Alpha', 'Acme');
-- breaks: models_slug_key
insert into models (name, organization, slug) values ('Another', 'Acme', 'alpha');
-- breaks: models_name_check
update models set name = 'Alpha ' where id = 1;
-- breaks: models_name_check
update models set name = '' where id = 1;
-- breaks: models_name_check
update models set name = '--' where id = 1;
-- breaks: models_name_check
update models set name = E'Al\npha' where id = 1;
-- breaks: models_name_check
update models set name = repeat('x', 256) where id = 1;
-- breaks: models_name_check
update models set name = repeat(U&'\FDFA', 200) where id = 1;
-- breaks: models_slug_check
update models set slug = '2024' where id = 1;
-- breaks: models_slug_check
update models set slug = 'Alpha' where id = 1;
-- breaks: models_slug_check
update models set slug = repeat('a', 101) where id = 1;
-- breaks: models_release_date_check
update models set release_date = '9999-12-31' where id = 1;
-- breaks: models_release_date_check
update models set release_date = 'infinity' where id = 1;
-- breaks: models_organization_check
update models set organization = ' Acme' where id = 1;
-- breaks: models_organization_check
update models set organization = repeat(U&'\3300', 200) where id = 1;
-- breaks: models_license_check
update models set license = '' where id = 1;
-- breaks: models_status_check
update models set status = 'gone' where id = 1;
-- breaks: models_description_check
update models set description = repeat('x', 20001) where id = 1;
-- breaks: models_metadata_check
update models set metadata = '[]' where id = 1;
-- breaks: models_metadata_check
update models set metadata = jsonb_build_object('x', repeat('x', 65536)) where id = 1;

-- breaks: model_names_pkey
insert into models (name, organization) values ('alpha_2', 'Acme');
-- breaks: model_names_pkey
insert into model_names (name, model_id, spelling) values ('gamma', 1, 'GAMMA');
-- breaks: model_names_one_name_key
insert into model_names (name, model_id, spelling, kind) values ('second', 1, 'second', 'name');
-- breaks: model_names_model_id_fkey
insert into model_names (name, model_id, spelling) values ('nobody', 999, 'nobody');
-- breaks: model_names_name_check
insert into model_names (name, model_id, spelling) values ('Second', 1, 'Second');
-- breaks: model_names_name_check
insert into model_names (name, model_id, spelling) values ('', 1, '-');
-- breaks: model_names_spelling_check
insert into model_names (name, model_id, spelling) values ('second', 1, ' second');
-- breaks (ours): model_names_kind_check
insert into model_names (name, model_id, spelling, kind) values ('second', 1, 'second', 'nick');

-- breaks: benchmarks_name_key
insert into benchmarks (name) values ('Quiz');
-- breaks: benchmarks_slug_key
insert into benchmarks (name, slug) values ('Another', 'quiz');
-- breaks: benchmarks_name_check
update benchmarks set name = ' Quiz' where id = 1;
-- breaks: benchmarks_slug_check
update benchmarks set slug = 'a--b' where id = 1;
-- breaks: benchmarks_bounds_check
update benchmarks set min_score = 100 where id = 1;
-- breaks: benchmarks_bounds_check
update benchmarks set min_score = 'NaN' where id = 1;
-- breaks: benchmarks_bounds_check
update benchmarks set max_score = 'infinity' where id = 1;
-- breaks: benchmarks_category_check
update benchmarks set category = ' ' where id = 1;
-- breaks: benchmarks_category_check
update benchmarks set category = repeat(U&'\3300', 200) where id = 1;
-- breaks: benchmarks_description_check
update benchmarks set description = '' where id = 1;
-- breaks: benchmarks_url_check
update benchmarks set url = 'javascript:alert(1)' where id = 1;
-- breaks: benchmarks_metric_check
update benchmarks set metric = repeat('x', 101) where id = 1;
-- breaks: benchmarks_unit_check
update benchmarks set unit = repeat('x', 51) where id = 1;
-- breaks: benchmarks_task_check
update benchmarks set task = '' where id = 1;

-- breaks: benchmark_names_pkey
insert into benchmarks (name) values ('word-error');
-- breaks: benchmark_names_one_name_key
insert into benchmark_names (name, benchmark_id, spelling, kind) values ('second', 1, 'second', 'name');
-- breaks: benchmark_names_benchmark_id_fkey
insert into benchmark_names (name, benchmark_id, spelling) values ('nobody', 999, 'nobody');
-- breaks: benchmark_names_name_check
insert into benchmark_names (name, benchmark_id, spelling) values ('Second', 1, 'Second');
-- breaks: benchmark_names_spelling_check
insert into benchmark_names (name, benchmark_id, spelling) values ('second', 1, E'second\t');
-- breaks (ours): benchmark_names_kind_check
insert into benchmark_names (name, benchmark_id, spelling, kind) values ('second', 1, 'second', 'nick');

-- breaks: benchmark_results_identity_key
insert into benchmark_results (model_id, benchmark_id, score, date_tested, source, settings)
values (1, 1, 81, '2024-01-10', 'Acme', '{"shots": 5.0}');
-- breaks: benchmark_results_identity_key
insert into benchmark_results (model_id, benchmark_id, score) values (4, 1, 60.25);
-- breaks: benchmark_results_external_id_key
insert into benchmark_results (model_id, benchmark_id, score, source, external_id) values (1, 1, 50, 'Lab', 'run-1');
-- breaks: benchmark_results_model_id_fkey
insert into benchmark_results (model_id, benchmark_id, score) values (999, 1, 50);
-- breaks: benchmark_results_benchmark_id_fkey
insert into benchmark_results (model_id, benchmark_id, score, status, status_reason)
values (1, 999, 50, 'retracted', 'wrong');
-- breaks: benchmark_results_created_by_fkey
update benchmark_results set created_by = gen_random_uuid() where id = 1;
-- breaks: benchmark_results_import_id_fkey
update benchmark_results set import_id = gen_random_uuid() where id = 1;
-- breaks: benchmark_results_score_check
update benchmark_results set score = 'NaN' where id = 1;
-- breaks: benchmark_results_score_check
update benchmark_results set score = 'infinity' where id = 1;
-- breaks: benchmark_results_score_check
update benchmark_results set score = '-infinity' where id = 1;
-- breaks: benchmark_results_stderr_check
update benchmark_results set stderr = -1 where id = 1;
-- breaks: benchmark_results_stderr_check
update benchmark_results set stderr = 'NaN' where id = 1;
-- breaks: benchmark_results_interval_check
update benchmark_results set ci_low = 1 where id = 1;
-- breaks: benchmark_results_interval_check
update benchmark_results set ci_low = 2, ci_high = 1 where id = 1;
-- breaks: benchmark_results_interval_check
update benchmark_results set ci_low = 'NaN', ci_high = 'NaN' where id = 1;
-- breaks: benchmark_results_samples_check
update benchmark_results set samples = 0 where id = 1;
-- breaks (ours): benchmark_results_source_row_check
update benchmark_results set source_row = 0 where id = 1;
-- breaks: benchmark_results_date_tested_check
update benchmark_results set date_tested = '9999-12-31' where id = 1;
-- breaks: benchmark_results_date_tested_check
update benchmark_results set date_tested = '1899-12-31' where id = 1;
-- breaks: benchmark_results_score_raw_check
update benchmark_results set score_raw = '' where id = 1;
-- breaks: benchmark_results_source_check
update benchmark_results set source = repeat('x', 256) where id = 1;
-- breaks: benchmark_results_source_url_check
update benchmark_results set source_url = 'https://a b' where id = 1;
-- breaks: benchmark_results_evidence_check
update benchmark_results set evidence = 'hearsay' where id = 1;
-- breaks: benchmark_results_external_id_check
update benchmark_results set external_id = '' where id = 1;
-- breaks: benchmark_results_status_check
update benchmark_results set status = 'gone', status_reason = 'gone' where id = 1;
-- breaks: benchmark_results_status_reason_check
update benchmark_results set status = 'retracted' where id = 1;
-- breaks: benchmark_results_status_reason_check
update benchmark_results set status_reason = 'none' where id = 1;
-- breaks: benchmark_results_settings_check
update benchmark_results set settings = '[]' where id = 1;
-- breaks: benchmark_results_settings_check
update benchmark_results set settings = jsonb_build_object('x', repeat('x', 8192)) where id = 1;

-- breaks (ours): benchmark_results_superseded_by_fkey
update benchmark_results set status = 'superseded', status_reason = 'better', superseded_by = 999 where id = 1;
-- breaks (ours): benchmark_results_superseded_by_check
update benchmark_results set superseded_by = 2 where id = 1;
-- breaks (ours): benchmark_results_superseded_by_check
update benchmark_results set superseded_by = 2 where id = 7;
-- breaks (ours): benchmark_results_superseded_by_check
update benchmark_results set status = 'superseded', status_reason = 'better', superseded_by = 1 where id = 1;
-- breaks: benchmark_results_bounds_check
insert into benchmark_results (model_id, benchmark_id, score) values (1, 1, 50), (7, 1, 100.5), (7, 2, 1000);
-- breaks: benchmark_results_bounds_check
insert into benchmark_results (model_id, benchmark_id, score) values (7, 2, -0.5);
-- breaks: benchmark_results_bounds_check
update benchmark_results set score = score + 20 where benchmark_id = 1;
-- breaks: benchmark_results_bounds_check
update benchmark_results set benchmark_id = 4 where id = 14;
-- breaks: benchmarks_results_bounds_check
update benchmarks set max_score = 89 where id = 1;
-- breaks: benchmarks_results_bounds_check
update benchmarks set min_score = 8 where id = 3;

-- breaks (ours): best_results_merit_check
update best_results set merit = 1 where model_id = 1;
-- breaks (ours): latest_results_merit_check
update latest_results set merit = 1 where model_id = 1;

-- breaks: opinions_model_id_fkey
update opinions set model_id = 999 where id = 1;
-- breaks: opinions_created_by_fkey
update opinions set created_by = gen_random_uuid() where id = 1;
-- breaks: opinions_date_published_check
update opinions set date_published = '9999-12-31' where id = 1;
-- breaks: opinions_date_published_check
update opinions set date_published = '-infinity' where id = 1;
-- breaks: opinions_content_check
update opinions set content = E' \n\t' where id = 1;
-- breaks: opinions_content_check
update opinions set content = repeat('x', 20001) where id = 1;
-- breaks: opinions_sentiment_check
update opinions set sentiment = 'happy' where id = 1;
-- breaks: opinions_source_check
update opinions set source = '' where id = 1;
-- breaks: opinions_author_check
update opinions set author = 'Ann ' where id = 1;
-- breaks: opinions_url_check
update opinions set url = 'blog.example' where id = 1;
-- breaks: opinions_tags_check
update opinions set tags = '{null}' where id = 1;
-- breaks: opinions_tags_check
update opinions set tags = '{""}' where id = 1;
-- breaks: opinions_tags_check
update opinions set tags = '{{a,b}}' where id = 1;
-- breaks: opinions_tags_check
update opinions set tags = '{"a,b"}' where id = 1;
-- breaks: opinions_tags_check
update opinions set tags = array_fill('x'::text, array[33]) where id = 1;
-- breaks: opinions_tags_check
update opinions set tags = array[repeat('x', 2001)] where id = 1;

-- breaks: use_cases_model_id_fkey
update use_cases set model_id = 999 where id = 1;
-- breaks: use_cases_created_by_fkey
update use_cases set created_by = gen_random_uuid() where id = 1;
-- breaks: use_cases_use_case_check
update use_cases set use_case = ' ' where id = 1;
-- breaks: use_cases_description_check
update use_cases set description = '' where id = 1;
-- breaks: use_cases_mentioned_by_check
update use_cases set mentioned_by = repeat('x', 256) where id = 1;

-- breaks: model_prices_offering_key
insert into model_prices (model_id, provider, offering, valid_from, input) values (1, 'acme', 'alpha', '2024-01-10', 9);
-- breaks: model_prices_model_id_fkey
update model_prices set model_id = 999 where id = 1;
-- breaks: model_prices_valid_from_check
update model_prices set valid_from = '9999-12-31' where id = 1;
-- breaks: model_prices_valid_from_check
update model_prices set valid_from = 'infinity' where id = 1;
-- breaks: model_prices_provider_check
update model_prices set provider = '' where id = 1;
-- breaks: model_prices_offering_check
update model_prices set offering = '' where id = 1;
-- breaks: model_prices_tier_check
update model_prices set tier = repeat('x', 51) where id = 1;
-- breaks: model_prices_source_url_check
update model_prices set source_url = 'ftp://acme.example' where id = 1;
-- breaks: model_prices_amounts_check
update model_prices set output = -1 where id = 1;
-- breaks: model_prices_amounts_check
update model_prices set input = null, output = null where id = 1;
-- breaks: model_prices_amounts_check
update model_prices set cache_read = 'NaN' where id = 1;

-- breaks: users_email_key
update users set email = 'bob@example.org' where username = 'ann';
-- breaks: users_username_key
update users set username = 'bob' where username = 'ann';
-- breaks: users_email_check
update users set email = 'Ann@example.org' where username = 'ann';
-- breaks: users_username_check
update users set username = 'Ann' where username = 'ann';
-- breaks: users_username_check
update users set username = repeat('a', 51) where username = 'ann';
-- breaks (ours): users_hashed_password_check
update users set hashed_password = 'secret' where username = 'ann';
-- breaks: users_full_name_check
update users set full_name = '' where username = 'ann';
-- breaks: users_role_check
update users set role = 'king' where username = 'ann';
-- breaks: users_last_superuser_check
update users set is_superuser = false where username = 'sue';
-- breaks: users_last_superuser_check
update users set is_active = false where username = 'sue';
-- breaks: users_last_superuser_check
delete from users where username = 'sue';
-- breaks (ours): sessions_user_id_fkey
update sessions set user_id = gen_random_uuid();
-- breaks (ours): sessions_revoked_reason_check
update sessions set revoked_at = now(), revoked_reason = '';
-- breaks (ours): sessions_revoked_at_check
update sessions set revoked_at = now();
-- breaks (ours): sessions_revoked_at_check
update sessions set revoked_reason = 'logout';
-- breaks (ours): sessions_user_agent_check
update sessions set user_agent = repeat('x', 513);
-- breaks (ours): refresh_tokens_session_id_fkey
update refresh_tokens set session_id = gen_random_uuid();
-- breaks (ours): refresh_tokens_token_hash_check
update refresh_tokens set token_hash = 'short';
-- breaks: api_keys_user_id_fkey
update api_keys set user_id = gen_random_uuid();
-- breaks: api_keys_name_check
update api_keys set name = '';
-- breaks (ours): api_keys_prefix_check
update api_keys set prefix = 'mc_';
-- breaks (ours): api_keys_secret_hash_check
update api_keys set secret_hash = 'short';
-- breaks (ours): api_keys_secret_hash_key
update api_keys set secret_hash = sha256('3');
-- breaks: api_keys_scopes_check
update api_keys set scopes = array_fill('read'::text, '{33}');
-- breaks: api_keys_scopes_check
update api_keys set scopes = '{{read},{write}}';
-- breaks (ours): api_keys_known_scopes_check
update api_keys set scopes = '{null}';
-- breaks (ours): api_keys_known_scopes_check
update api_keys set scopes = '{read,admin}';
-- breaks: invitations_invited_by_fkey
update invitations set invited_by = gen_random_uuid();
-- breaks: invitations_email_check
update invitations set email = 'cy ';
-- breaks: invitations_role_check
update invitations set role = 'king';
-- breaks (ours): invitations_token_hash_check
update invitations set token_hash = 'short';
-- breaks (ours): invitations_token_hash_key
update invitations set token_hash = sha256('3');
-- breaks (ours): throttle_key_check
update throttle set key = 'short';
-- breaks (ours): audit_action_check
insert into audit (action) values ('');
-- breaks (ours): audit_subject_check
insert into audit (action, subject) values ('user.disable', repeat('x', 256));
-- breaks (ours): audit_request_id_check
insert into audit (action, request_id) values ('user.disable', repeat('x', 65));
-- breaks (ours): audit_detail_check
insert into audit (action, detail) values ('user.disable', '[]');

-- breaks: datasets_user_id_fkey
update datasets set user_id = gen_random_uuid();
-- breaks: datasets_original_filename_check
update datasets set original_filename = '';
-- breaks (ours): datasets_filename_key
update datasets set filename = 'same.csv';
-- breaks (ours): datasets_filename_check
update datasets set filename = '../one.csv';
-- breaks (ours): datasets_file_size_check
update datasets set file_size = -1;
-- breaks (ours): datasets_row_count_check
update datasets set row_count = -1;
-- breaks (ours): datasets_column_count_check
update datasets set column_count = -1;
-- breaks (ours): datasets_attempts_check
update datasets set attempts = -1;
-- breaks (ours): datasets_file_type_check
update datasets set file_type = '';
-- breaks (ours): datasets_file_path_check
update datasets set file_path = '';
-- breaks (ours): datasets_status_check
update datasets set status = 'lost';
-- breaks (ours): datasets_error_check
update datasets set status = 'error';
-- breaks (ours): datasets_error_check
update datasets set error = 'none';
-- breaks (ours): datasets_sha256_check
update datasets set sha256 = 'short';
-- breaks (ours): datasets_lease_check
update datasets set leased_by = 'a worker';
-- breaks (ours): datasets_columns_info_check
update datasets set columns_info = '{}';
-- breaks: datasets_description_check
update datasets set description = '';
-- breaks: datasets_options_check
update datasets set options = '[]';
-- breaks (ours): datasets_user_id_sha256_key
update datasets set user_id = '00000000-0000-0000-0000-00000000000a', sha256 = sha256('same');
-- breaks (ours): datasets_rows_rejected_check
update datasets set rows_rejected = -1;
-- breaks (ours): datasets_version_check
update datasets set version = -1;
-- breaks (ours): datasets_progress_check
update datasets set progress = 1.5;
-- breaks (ours): datasets_compression_check
update datasets set compression = 'rar';
-- breaks (ours): datasets_stage_check
update datasets set stage = '';
-- breaks (ours): datasets_paths_check
update datasets set table_path = 'one.parquet';
-- breaks (ours): datasets_paths_check
update datasets set table_path = '', text_path = '';
-- breaks (ours): datasets_findings_check
update datasets set findings = '[]';
-- breaks (ours): datasets_ready_check
update datasets set status = 'ready';
-- breaks (ours): datasets_processing_check
update datasets set status = 'processing';
-- breaks (ours): dataset_rejects_dataset_id_fkey
update dataset_rejects set dataset_id = gen_random_uuid();
-- breaks (ours): dataset_rejects_position_check
update dataset_rejects set position = 0;
-- breaks (ours): dataset_rejects_row_number_check
update dataset_rejects set row_number = 0;
-- breaks (ours): dataset_rejects_column_name_check
update dataset_rejects set column_name = repeat('x', 256);
-- breaks (ours): dataset_rejects_value_check
update dataset_rejects set value = repeat('x', 1001);
-- breaks (ours): dataset_rejects_reason_check
update dataset_rejects set reason = '';

-- breaks: imports_dataset_id_fkey
update imports set dataset_id = gen_random_uuid();
-- breaks: imports_created_by_fkey
update imports set created_by = gen_random_uuid();
-- breaks: imports_format_check
update imports set format = '';
-- breaks: imports_filename_check
update imports set filename = '';
-- breaks (ours): imports_mapping_check
update imports set mapping = '1';
-- breaks (ours): imports_counts_check
update imports set rows_rejected = -1;
-- breaks (ours): imports_status_check
update imports set status = 'lost';
-- breaks (ours): imports_undone_check
update imports set status = 'undone';
-- breaks (ours): imports_error_check
update imports set error = '';
-- breaks (ours): imports_sha256_check
update imports set sha256 = 'short';
-- breaks (ours): imports_options_check
update imports set options = '[]';
-- breaks (ours): imports_report_check
update imports set report = '[]';
-- breaks (ours): imports_left_out_check
update imports set files_left_out = -1;
-- breaks (ours): import_rows_row_number_check
update import_rows set row_number = 0;
-- breaks (ours): import_rows_kind_check
update import_rows set kind = '';
-- breaks (ours): import_rows_verdict_check
update import_rows set verdict = '';
-- breaks (ours): import_rows_reject_check
update import_rows set reason = repeat('x', 1001);
-- breaks (ours): import_rows_parsed_check
update import_rows set parsed = '[]';
-- breaks (ours): import_names_subject_check
update import_names set subject = 'price';
-- breaks (ours): import_names_spelling_check
update import_names set spelling = '';
-- breaks (ours): import_names_organization_check
update import_names set organization = repeat('x', 256);
-- breaks (ours): import_names_maker_check
update import_names set maker = '';
-- breaks (ours): import_names_name_check
update import_names set own_name = repeat('x', 5001);
-- breaks (ours): import_conflicts_import_id_fkey
update import_conflicts set import_id = gen_random_uuid();
-- breaks (ours): import_conflicts_position_check
update import_conflicts set position = 0;
-- breaks (ours): import_conflicts_table_name_check
update import_conflicts set table_name = '';
-- breaks (ours): import_conflicts_reason_check
update import_conflicts set reason = '';
-- breaks (ours): import_rejects_file_name_check
update import_rejects set file_name = '';
-- breaks: mappings_name_check
update mappings set name = 'No';
-- breaks: mappings_description_check
update mappings set description = '';
-- breaks: mappings_mapping_check
update mappings set mapping = '1';
-- breaks (ours): import_rejects_import_id_fkey
update import_rejects set import_id = gen_random_uuid();
-- breaks (ours): import_rejects_row_number_check
update import_rejects set row_number = 0;
-- breaks (ours): import_rejects_position_check
update import_rejects set position = 0;
-- breaks (ours): import_rejects_column_name_check
update import_rejects set column_name = repeat('x', 256);
-- breaks (ours): import_rejects_value_check
update import_rejects set value = repeat('x', 1001);
-- breaks (ours): import_rejects_reason_check
update import_rejects set reason = '';

-- breaks (ours): changes_table_name_check
insert into changes (row_id, table_name, action, after) values (1, '', 'insert', '{}');
-- breaks (ours): changes_action_check
insert into changes (row_id, table_name, action, before, after) values (1, 'models', 'upsert', '{}', '{}');
-- breaks (ours): changes_reason_check
insert into changes (row_id, table_name, action, reason, after) values (1, 'models', 'insert', '', '{}');
-- breaks (ours): changes_rows_check
insert into changes (row_id, table_name, action, after) values (1, 'models', 'update', '{}');

-- breaks (ours): merges_source_id_key
insert into merges (source_id, target_id, source_slug, source_name) values (98, 1, 'old', 'Old'), (98, 2, 'old', 'Old');
-- breaks (ours): merges_target_id_check
insert into merges (source_id, target_id, source_slug, source_name) values (1, 1, 'old', 'Old');
-- breaks (ours): merges_undone_at_check
insert into merges (source_id, target_id, source_slug, source_name, undone_at) values (98, 1, 'old', 'Old', '2000-01-01');
-- breaks (ours): merges_counts_check
insert into merges (source_id, target_id, source_slug, source_name, names_moved) values (98, 1, 'old', 'Old', -1);
-- breaks (ours): merges_counts_check
insert into merges (source_id, target_id, source_slug, source_name, results_superseded) values (98, 1, 'old', 'Old', 1);
-- breaks (ours): merges_source_slug_check
insert into merges (source_id, target_id, source_slug, source_name) values (98, 1, '', 'Old');
-- breaks (ours): merges_source_name_check
insert into merges (source_id, target_id, source_slug, source_name) values (98, 1, 'old', '');
-- breaks: merges_reason_check
insert into merges (source_id, target_id, source_slug, source_name, reason) values (98, 1, 'old', 'Old', '');
