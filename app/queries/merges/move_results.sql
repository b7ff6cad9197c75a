-- The results of a model become those of another. Active ones that the other has as well are superseded by its own:
-- those that the unique indexes take for the same.
-- index: benchmark_results_model_idx, benchmark_results_identity_key
--
-- :target_id  int8
-- :why        text
-- :source_id  int8
-- returns nothing

update benchmark_results as r
set
    model_id = :target_id::bigint,
    status = case when s.same is null then r.status else 'superseded' end,
    status_reason = case when s.same is null then r.status_reason else :why::text end,
    superseded_by = coalesce(s.same, r.superseded_by)
from (
    select
        o.id,
        (
            select t.id
            from benchmark_results as t
            where
                t.model_id = :target_id
                and t.benchmark_id = o.benchmark_id
                and t.status = 'active'
                and o.status = 'active'
                and t.source is not distinct from o.source
                and (
                    t.external_id = o.external_id
                    or (t.date_tested, t.settings::text, t.external_id)
                    is not distinct from (o.date_tested, o.settings::text, o.external_id)
                )
            order by t.id
            limit 1
        ) as same
    from benchmark_results as o
    where o.model_id = :source_id::bigint
) as s
where r.id = s.id;
