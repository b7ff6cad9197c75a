-- How much there is.

select 'models', count(*) from models
union all
select 'benchmarks', count(*) from benchmarks
union all
select 'results', count(*) from benchmark_results
union all
select 'pairs', count(*) from best_results
union all
select 'opinions', count(*) from opinions;
