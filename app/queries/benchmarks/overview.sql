-- Benchmarks by name, each with the size of its board, who leads it, and how its record has moved.
-- index: benchmarks_name_order_idx, benchmarks_category_idx by filter; best_results_board_idx and models_pkey
--
-- A record is a score that was better than that of every model released before; those of the 200 best models are
-- told, which is the whole truth from the day on which the first of the 200 came out. Nobody leads where the direction
-- is unknown.
--
-- :category  text?
-- :limit     int8
-- returns many Overview: slug text, name text, category text?, description text?, metric text?, unit text?,
--   higher_is_better bool?, models int8, best_model text?, best_score float8?, leaders int8,
--   open_model text?, open_score float8?, record_days date[], record_scores float8[]

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
    coalesce(record.days, '{}') as record_days,
    coalesce(record.scores, '{}') as record_scores
from benchmarks as b
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
left join lateral (
    select
        array_agg(d.release_date order by d.release_date) as days,
        array_agg(d.score order by d.release_date) as scores
    from (
        select
            m.release_date,
            s.score,
            s.merit,
            max(s.merit) over (
                order by m.release_date, s.merit desc, s.model_id
                rows between unbounded preceding and 1 preceding
            ) as before
        from (
            select
                t.model_id,
                t.score,
                t.merit
            from best_results as t
            where t.benchmark_id = b.id and b.higher_is_better is not null
            order by t.merit desc, t.model_id
            limit 200
        ) as s
        join models as m on m.id = s.model_id
        where m.release_date is not null
    ) as d
    where d.before is null or d.merit > d.before
) as record on true
where :category::text is null or lower(b.category) = lower(:category)
order by lower(b.name), b.id
limit :limit::bigint;
