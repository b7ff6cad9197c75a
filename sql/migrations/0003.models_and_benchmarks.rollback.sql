drop table benchmark_names;
drop table model_names;
drop table benchmarks;
drop table models;
drop function benchmarks_keep_name();
drop function models_keep_name();
drop function benchmarks_give_slug();
drop function models_give_slug();
