-- How many rows of each kind this transaction has deleted, cascades included.
-- index: changes_feed_idx
--
-- returns one Gone: aliases int8, results int8, opinions int8, use_cases int8, prices int8

select
    count(*) filter (where c.table_name in ('model_names', 'benchmark_names')) as aliases,
    count(*) filter (where c.table_name = 'benchmark_results') as results,
    count(*) filter (where c.table_name = 'opinions') as opinions,
    count(*) filter (where c.table_name = 'use_cases') as use_cases,
    count(*) filter (where c.table_name = 'model_prices') as prices
from changes as c
where c.transaction_id = pg_current_xact_id() and c.created_at = now() and c.action = 'delete';
