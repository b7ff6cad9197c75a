-- Standings without foreign keys, and the few records of an import that are no results found without reading the others.
-- depends: 0014.importing

-- Four looks at parents for each new result, and nothing that they could find: a standing is written by the triggers that
-- follow benchmark_results, for results whose own foreign keys hold, and goes with the last of them, cascades included.
-- Of the time that the database takes for 100,000 new results they were a fifth.
-- squawk-ignore ban-drop-constraint
alter table best_results drop constraint best_results_model_id_fkey;
-- squawk-ignore ban-drop-constraint
alter table best_results drop constraint best_results_benchmark_id_fkey;
-- squawk-ignore ban-drop-constraint
alter table latest_results drop constraint latest_results_model_id_fkey;
-- squawk-ignore ban-drop-constraint
alter table latest_results drop constraint latest_results_benchmark_id_fkey;
comment on column best_results.model_id is 'The model. No foreign key, as for result_id.';
comment on column best_results.benchmark_id is 'The benchmark. No foreign key, as for result_id.';
comment on column latest_results.model_id is 'The model. No foreign key: the triggers that follow benchmark_results keep it.';
comment on column latest_results.benchmark_id is 'The benchmark. No foreign key: the triggers that follow benchmark_results keep it.';

-- Names are found among the records that describe models and benchmarks. Where the planner expects one of them, it asks
-- for each name anew: without this each question read a hundred thousand results. It is empty between imports.
-- squawk-ignore require-concurrent-index-creation
create index import_rows_described_idx on import_rows (import_id, kind) where kind <> 'result';
