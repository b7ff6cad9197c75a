-- One page of a leaderboard by the best result of each model among those that pass the filters.
-- index: benchmark_results_benchmark_idx; all results of the benchmark are read
--
-- A result counts as of the day of its test; without a date, from the release of its model; and where that is
-- unknown too, from the day it was recorded. Ranks are those among the rows that pass.
--
-- :after_score     float8?
-- :as_of           date?
-- :benchmark_id    int8?
-- :benchmark_slug  text?
-- :evidence        text?
-- :source          text?
-- :organization    text?
-- :settings        jsonb?
-- :after_model     int8?
-- :limit           int8
-- returns many Standing: rank int8?, model text, model_name text, model_id int8, organization text,
--   release_date date?, score float8, stderr float8?, ci_low float8?, ci_high float8?, samples int8?,
--   result int8, source text?, source_url text?, evidence text?, date_tested date?, settings jsonb

with picked as (
    select distinct on (r.model_id)
        r.model_id,
        r.id as result_id,
        b.higher_is_better is not null as ranked,
        case when b.higher_is_better is false then -r.score else r.score end as merit,
        case when b.higher_is_better is false then -:after_score::float8 else :after_score end as after_merit
    from benchmarks as b
    join benchmark_results as r on r.benchmark_id = b.id
    -- Read only where a day is asked for.
    left join models as m on m.id = r.model_id and :as_of::date is not null
    where
        (b.id = :benchmark_id::bigint or b.slug = :benchmark_slug::text)
        and r.status = 'active'
        and (:evidence::text is null or r.evidence = :evidence)
        and (:source::text is null or lower(r.source) = lower(:source))
        and (
            :organization::text is null
            or r.model_id = any (array(select o.id from models as o where lower(o.organization) = lower(:organization)))
        )
        and (:settings::jsonb is null or r.settings @> :settings)
        and (
            :as_of is null
            or coalesce(r.date_tested, m.release_date, (r.created_at at time zone 'UTC')::date) <= :as_of
        )
    order by r.model_id, merit desc, r.id desc
),

placed as (
    select
        p.model_id,
        p.result_id,
        p.merit,
        p.after_merit,
        case when p.ranked then rank() over (order by p.merit desc) end as rank
    from picked as p
)

select
    p.rank,
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
from placed as p
join models as m on m.id = p.model_id
join benchmark_results as r on r.id = p.result_id
where
    :after_model::bigint is null
    or p.merit < p.after_merit
    or p.merit = p.after_merit and p.model_id > :after_model
order by p.merit desc, p.model_id
limit :limit::bigint;
