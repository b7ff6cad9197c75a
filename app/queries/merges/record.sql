-- Writes down a merge, with what this transaction has moved, superseded and dropped.
-- index: changes_feed_idx
--
-- :source_id  int8
-- :slug       text
-- :name       text
-- :target_id  int8
-- returns one int8

insert into merges (
    source_id, source_slug, source_name, target_id, actor_id, reason, results_moved, results_superseded,
    opinions_moved, use_cases_moved, prices_moved, prices_dropped, names_moved
)
select
    :source_id::bigint,
    :slug::text,
    :name::text,
    :target_id::bigint,
    nullif(current_setting('catalogue.actor_id', true), '')::uuid,
    nullif(current_setting('catalogue.reason', true), ''),
    count(*) filter (where c.table_name = 'benchmark_results'),
    count(*) filter (
        where c.table_name = 'benchmark_results' and c.before ->> 'status' <> c.after ->> 'status'
    ),
    count(*) filter (where c.table_name = 'opinions'),
    count(*) filter (where c.table_name = 'use_cases'),
    count(*) filter (where c.table_name = 'model_prices' and c.action = 'update'),
    count(*) filter (where c.table_name = 'model_prices' and c.action = 'delete'),
    count(*) filter (where c.table_name = 'model_names' and c.action = 'insert')
from changes as c
where c.transaction_id = pg_current_xact_id() and c.created_at = now()
returning id;
