-- transactional: false
-- depends: 0008.writing
-- What each result has replaced, for the foreign key; built while others write.
create index concurrently if not exists benchmark_results_superseded_by_idx
on benchmark_results (superseded_by) where superseded_by is not null;
