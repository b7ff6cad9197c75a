-- The check that 0008 has made for new rows, for all; it reads every row and stops nobody.
-- depends: 0010.superseded_by_index

alter table benchmark_results validate constraint benchmark_results_superseded_by_check;
