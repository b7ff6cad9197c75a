-- transactional: false
-- depends: 0018.datasets_in_use
-- What an import has brought, row by row of its file, from any row on; built while others write. The index of imports alone
-- stays: where all of an import is wanted the planner takes it, and would read the whole table rather than take this one.
create index concurrently if not exists benchmark_results_import_row_idx
on benchmark_results (import_id, source_row, id) where import_id is not null;
