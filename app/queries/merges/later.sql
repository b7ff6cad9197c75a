-- The last merge that builds on another one and has to be undone before it: by which the target went itself, or by which
-- a model came to it whose results were superseded, or prices dropped, because of those that had come before.
-- index: merges_pkey, merges_source_id_key, merges_target_id_idx, changes_feed_idx, changes_row_idx,
--   benchmark_results_superseded_by_idx
--
-- :id  int8
-- returns at most one int8

select l.id
from merges as g
join merges as l on l.id > g.id and (l.source_id = g.target_id or l.target_id = g.target_id)
where
    g.id = :id::bigint
    and l.undone_at is null
    and (
        l.source_id = g.target_id
        or exists (
            select from changes as c
            join benchmark_results as r on r.superseded_by = c.row_id
            join changes as s on s.row_id = r.id
            where
                c.transaction_id = g.transaction_id
                and c.created_at = g.created_at
                and c.table_name = 'benchmark_results'
                and r.model_id = g.target_id
                and s.table_name = 'benchmark_results'
                and s.transaction_id = l.transaction_id
                and s.created_at = l.created_at
        )
        or exists (
            select from changes as c
            join changes as s on (
                s.before ->> 'offering', s.before ->> 'provider', s.before ->> 'tier', s.before ->> 'valid_from'
            ) = (c.after ->> 'offering', c.after ->> 'provider', c.after ->> 'tier', c.after ->> 'valid_from')
            where
                c.transaction_id = g.transaction_id
                and c.created_at = g.created_at
                and c.table_name = 'model_prices'
                and s.table_name = 'model_prices'
                and s.action = 'delete'
                and s.transaction_id = l.transaction_id
                and s.created_at = l.created_at
        )
    )
order by l.id desc
limit 1;
