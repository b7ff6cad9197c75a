-- What all results and standings say, in a few numbers: equal where two have written the same.

select count(*), sum(hashtextextended(row(
    m.name, b.name, r.score, r.stderr, r.samples, r.date_tested, r.source, r.source_url, r.evidence, r.settings, r.status
)::text, 0)::numeric)
from benchmark_results as r
join models as m on m.id = r.model_id
join benchmarks as b on b.id = r.benchmark_id;

select count(*), sum(merit), (select sum(merit) from latest_results), (select count(*) from changes where table_name = 'benchmark_results')
from best_results;
