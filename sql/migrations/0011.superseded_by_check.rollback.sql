alter table benchmark_results drop constraint benchmark_results_superseded_by_check;
alter table benchmark_results add constraint benchmark_results_superseded_by_check check (
    superseded_by is null or status = 'superseded' and superseded_by <> id
) not valid;
