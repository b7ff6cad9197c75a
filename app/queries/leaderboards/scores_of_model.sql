-- One page of a model's best scores by name of the benchmark, each with its rank among all models there.
-- index: best_results_pkey; best_results_board_idx for the ranks
--
-- Only the rows of the page are ranked: each by counting the models that are better.
--
-- :model_id         int8?
-- :model_slug       text?
-- :after_benchmark  int8?
-- :after_name       text?
-- :limit            int8
-- returns many RankedScore: benchmark text, benchmark_name text, benchmark_id int8, category text?,
--   unit text?, higher_is_better bool?, score float8, rank int8?, models int8, result int8, stderr float8?,
--   ci_low float8?, ci_high float8?, samples int8?, source text?, source_url text?, evidence text?,
--   date_tested date?, settings jsonb

select
    p.slug as benchmark,
    p.name as benchmark_name,
    p.benchmark_id,
    p.category,
    p.unit,
    p.higher_is_better,
    p.score,
    case
        when p.higher_is_better is not null then (
            select count(*) + 1
            from best_results as o
            where o.benchmark_id = p.benchmark_id and o.merit > p.merit
        )
    end as rank,
    (select count(*) from best_results as o where o.benchmark_id = p.benchmark_id) as models,
    r.id as result,
    r.stderr,
    r.ci_low,
    r.ci_high,
    r.samples,
    r.source,
    r.source_url,
    r.evidence,
    r.date_tested,
    r.settings
from (
    select
        b.slug,
        b.name,
        b.category,
        b.unit,
        b.higher_is_better,
        s.benchmark_id,
        s.score,
        s.merit,
        s.result_id
    from best_results as s
    join benchmarks as b on b.id = s.benchmark_id
    where
        s.model_id = (select x.id from models as x where x.id = :model_id::bigint or x.slug = :model_slug::text)
        and (
            :after_benchmark::bigint is null
            or (lower(b.name), b.id) > (lower(:after_name::text), :after_benchmark)
        )
    order by lower(b.name), b.id
    limit :limit::bigint
) as p
join benchmark_results as r on r.id = p.result_id
order by lower(p.name), p.benchmark_id;
