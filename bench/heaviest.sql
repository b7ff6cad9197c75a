-- The benchmark with the most results, the model with the most, and what the filtered leaderboards are asked for.

select
    b.slug,
    r.results,
    r.models,
    m.slug,
    m.id,
    (select count(*) from benchmark_results as s where s.model_id = m.id),
    r.source,
    (
        select o.organization
        from models as o
        group by o.organization
        order by count(*) desc, o.organization
        limit 1
    )
from (
    select
        benchmark_id,
        count(*) as results,
        count(distinct model_id) as models,
        mode() within group (order by source) as source
    from benchmark_results
    group by benchmark_id
    order by results desc
    limit 1
) as r
join benchmarks as b on b.id = r.benchmark_id
cross join (
    select model_id
    from benchmark_results
    group by model_id
    order by count(*) desc, model_id
    limit 1
) as busiest
join models as m on m.id = busiest.model_id;
