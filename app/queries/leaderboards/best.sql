-- One page of a leaderboard by the best result of each model, the better score first.
-- index: best_results_board_idx, then the primary keys of models and benchmark_results
-- plan: generic; before the first row there is infinity
--
-- Ties share a rank. A page goes on from the last row before it: its score, model and rank, and the rows so far.
--
-- :after_rank      int8?
-- :after_rows      int8?
-- :after_score     float8?
-- :after_model     int8?
-- :limit           int8
-- :benchmark_id    int8?
-- :benchmark_slug  text?
-- returns many Standing: rank int8?, model text, model_name text, model_id int8, organization text,
--   release_date date?, score float8, stderr float8?, ci_low float8?, ci_high float8?, samples int8?,
--   result int8, source text?, source_url text?, evidence text?, date_tested date?, settings jsonb

select
    case
        when b.higher_is_better is null then null
        when p.merit = p.after_merit then :after_rank::bigint
        else coalesce(:after_rows::bigint, 0) + p.place
    end as rank,
    m.slug as model,
    m.name as model_name,
    m.id as model_id,
    m.organization,
    m.release_date,
    r.score,
    r.stderr,
    r.ci_low,
    r.ci_high,
    r.samples,
    r.id as result,
    r.source,
    r.source_url,
    r.evidence,
    r.date_tested,
    r.settings
from benchmarks as b
cross join lateral (
    select
        s.model_id,
        s.result_id,
        s.merit,
        k.after_merit,
        rank() over (order by s.merit desc) as place
    from best_results as s
    cross join (
        select case when b.higher_is_better is false then -:after_score::float8 else :after_score end as after_merit
    ) as k
    where
        s.benchmark_id = b.id
        and s.merit <= coalesce(k.after_merit, 'infinity')
        and (:after_model::bigint is null or s.merit < k.after_merit or s.model_id > :after_model)
    order by s.merit desc, s.model_id
    limit :limit::bigint
) as p
join models as m on m.id = p.model_id
join benchmark_results as r on r.id = p.result_id
where b.id = :benchmark_id::bigint or b.slug = :benchmark_slug::text
order by p.merit desc, p.model_id;
