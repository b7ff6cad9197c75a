-- One page of models with their best score on each benchmark, model by model.
-- index: best_results_pkey
--
-- :organization     text?
-- :category         text?
-- :after_model      int8?
-- :after_benchmark  int8?
-- :limit            int8
-- returns many BestScore: model text, model_name text, model_id int8, organization text, benchmark text,
--   benchmark_name text, benchmark_id int8, unit text?, score float8, result int8

select
    m.slug as model,
    m.name as model_name,
    m.id as model_id,
    m.organization,
    b.slug as benchmark,
    b.name as benchmark_name,
    b.id as benchmark_id,
    b.unit,
    s.score,
    s.result_id as result
from best_results as s
join models as m on m.id = s.model_id
join benchmarks as b on b.id = s.benchmark_id
where
    (:organization::text is null or lower(m.organization) = lower(:organization))
    and (:category::text is null or lower(b.category) = lower(:category))
    and (:after_model::bigint is null or (s.model_id, s.benchmark_id) > (:after_model, :after_benchmark::bigint))
order by s.model_id, s.benchmark_id
limit :limit::bigint;
