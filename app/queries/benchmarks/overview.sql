-- Benchmarks by name, each with the size of its board, who leads it, and how its record has moved.
-- index: benchmarks_name_order_idx, best_results_board_idx and models_pkey
--
-- A record is a score that was better than that of every model released before; those of the 200 best models are
-- told, which is the whole truth from the day on which the first of the 200 came out. Nobody leads where the direction
-- is unknown.
--
-- :limit  int8
-- returns many Overview: slug text, name text, category text?, description text?, metric text?, unit text?,
--   higher_is_better bool?, models int8, best_model text?, best_score float8?, leaders int8,
--   open_model text?, open_score float8?, record_days date[], record_scores float8[]

with shown as (
    select
        b.id,
        b.slug,
        b.name,
        b.category,
        b.description,
        b.metric,
        b.unit,
        b.higher_is_better
    from benchmarks as b
    order by lower(b.name), b.id
    limit :limit::bigint
),

-- Materialized, so that models are joined once and not once a benchmark.
top as materialized (
    select
        b.id as benchmark_id,
        b.higher_is_better,
        t.model_id,
        t.merit
    from shown as b
    cross join lateral (
        select
            s.model_id,
            s.merit
        from best_results as s
        where s.benchmark_id = b.id and b.higher_is_better is not null
        order by s.merit desc, s.model_id
        limit 200
    ) as t
),

dated as (
    select
        t.benchmark_id,
        m.release_date,
        t.merit,
        case when t.higher_is_better then t.merit else -t.merit end as score,
        max(t.merit) over (
            partition by t.benchmark_id
            order by m.release_date, t.merit desc, t.model_id
            rows between unbounded preceding and 1 preceding
        ) as before
    from top as t
    join models as m on m.id = t.model_id
    where m.release_date is not null
),

records as (
    select
        d.benchmark_id,
        array_agg(d.release_date order by d.release_date) as days,
        array_agg(d.score order by d.release_date) as scores
    from dated as d
    where d.before is null or d.merit > d.before
    group by d.benchmark_id
)

select
    b.slug,
    b.name,
    b.category,
    b.description,
    b.metric,
    b.unit,
    b.higher_is_better,
    board.models,
    best.model_name as best_model,
    best.score as best_score,
    case when best.merit is null then 0 else (
        select count(*)
        from best_results as s
        where s.benchmark_id = b.id and s.merit = best.merit
    ) end as leaders,
    best_open.model_name as open_model,
    best_open.score as open_score,
    coalesce(r.days, '{}') as record_days,
    coalesce(r.scores, '{}') as record_scores
from shown as b
cross join lateral (
    select count(*) as models
    from best_results as s
    where s.benchmark_id = b.id
) as board
left join lateral (
    select
        m.name as model_name,
        s.score,
        s.merit
    from best_results as s
    join models as m on m.id = s.model_id
    where s.benchmark_id = b.id and b.higher_is_better is not null
    order by s.merit desc, s.model_id
    limit 1
) as best on true
left join lateral (
    select
        m.name as model_name,
        s.score
    from best_results as s
    join models as m on m.id = s.model_id
    where
        s.benchmark_id = b.id and b.higher_is_better is not null
        and m.metadata @> '{"open_weights": true}'
    order by s.merit desc, s.model_id
    limit 1
) as best_open on true
left join records as r on r.benchmark_id = b.id
order by lower(b.name), b.id;
