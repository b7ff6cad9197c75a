drop index import_rows_described_idx;
comment on column best_results.model_id is 'The model.';
comment on column best_results.benchmark_id is 'The benchmark.';
comment on column latest_results.model_id is 'The model.';
comment on column latest_results.benchmark_id is 'The benchmark.';
alter table best_results add constraint best_results_model_id_fkey
foreign key (model_id) references models (id) on delete cascade;
alter table best_results add constraint best_results_benchmark_id_fkey
foreign key (benchmark_id) references benchmarks (id) on delete cascade;
alter table latest_results add constraint latest_results_model_id_fkey
foreign key (model_id) references models (id) on delete cascade;
alter table latest_results add constraint latest_results_benchmark_id_fkey
foreign key (benchmark_id) references benchmarks (id) on delete cascade;
