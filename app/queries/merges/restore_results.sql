-- The results that came with a merge go back, those that the other model still has; what it has superseded is active
-- again, unless its status was changed since.
-- index: merges_pkey, changes_feed_idx, benchmark_results_pkey
--
-- :id  int8
-- returns nothing

update benchmark_results as r
set
    model_id = s.source_id,
    status = case when s.untouched then s.before ->> 'status' else r.status end,
    status_reason = case when s.untouched then s.before ->> 'status_reason' else r.status_reason end,
    superseded_by = case when s.untouched then (s.before ->> 'superseded_by')::bigint else r.superseded_by end
from (
    select
        n.id,
        g.source_id,
        c.before,
        c.before ->> 'status' <> c.after ->> 'status'
        and (n.status, n.status_reason) = (c.after ->> 'status', c.after ->> 'status_reason') as untouched
    from merges as g
    join changes as c on c.transaction_id = g.transaction_id and c.created_at = g.created_at
    join benchmark_results as n on n.id = c.row_id and n.model_id = g.target_id
    where
        g.id = :id::bigint
        and c.table_name = 'benchmark_results'
        and c.action = 'update'
        and c.before @> jsonb_build_object('model_id', g.source_id)
) as s
where r.id = s.id;
