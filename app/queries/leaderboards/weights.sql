-- Which models on a benchmark's board have open weights, and which have not; those of whom nobody says are absent.
-- index: best_results_board_idx, models_pkey
--
-- :benchmark_id  int8
-- returns many Weights: model_id int8, open bool

select
    m.id as model_id,
    m.metadata @> '{"open_weights": true}' as open
from best_results as s
join models as m on m.id = s.model_id
where
    s.benchmark_id = :benchmark_id::bigint
    and (m.metadata @> '{"open_weights": true}' or m.metadata @> '{"open_weights": false}');
