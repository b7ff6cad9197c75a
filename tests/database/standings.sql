-- Where best_results and latest_results differ from what the results say; no row when all is right.
with ranked as (
    select
        r.model_id,
        r.benchmark_id,
        r.id as result_id,
        r.score,
        case when b.higher_is_better is false then -r.score else r.score end as merit,
        coalesce(r.date_tested, '-infinity'::date) as tested
    from benchmark_results as r
    inner join benchmarks as b on b.id = r.benchmark_id
    where r.status = 'active'
),
best as (
    select k.model_id, k.benchmark_id, k.result_id, k.score, k.merit
    from ranked as k
    where not exists (
        select from ranked as o
        where (o.model_id, o.benchmark_id) = (k.model_id, k.benchmark_id)
            and (o.merit, o.result_id) > (k.merit, k.result_id)
    )
),
latest as (
    select k.model_id, k.benchmark_id, k.result_id, k.score, k.merit, k.tested
    from ranked as k
    where not exists (
        select from ranked as o
        where (o.model_id, o.benchmark_id) = (k.model_id, k.benchmark_id)
            and (o.tested, o.result_id) > (k.tested, k.result_id)
    )
),
kept_best as (select s.model_id, s.benchmark_id, s.result_id, s.score, s.merit from best_results as s),
kept_latest as (
    select s.model_id, s.benchmark_id, s.result_id, s.score, s.merit, s.tested from latest_results as s
)
select 'best, missing' as fault, w.model_id, w.benchmark_id, w.result_id from (table best except table kept_best) as w
union all
select 'best, wrong', w.model_id, w.benchmark_id, w.result_id from (table kept_best except table best) as w
union all
select 'latest, missing', w.model_id, w.benchmark_id, w.result_id
from (table latest except table kept_latest) as w
union all
select 'latest, wrong', w.model_id, w.benchmark_id, w.result_id
from (table kept_latest except table latest) as w;
