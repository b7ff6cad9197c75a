-- Nothing is left of the imports before; with everything=1 no models and benchmarks either.
--
--   psql -d catalogue -U postgres -v everything=1 -f bench/emptied.sql
--
-- As a superuser: only one may put off the triggers that keep the history from being emptied.

\set ON_ERROR_STOP on

set session_replication_role = replica;
truncate benchmark_results, best_results, latest_results, changes, imports, import_rows, import_names restart identity cascade;
\if :everything
truncate models, benchmarks restart identity cascade;
\endif
vacuum (analyze) models, model_names, benchmarks, benchmark_names;
-- Nobody's writing is to be finished while another's is measured.
checkpoint;
