-- The benchmarks in per cent for which an import has scores of at most 1, all of them, and does not say of what: perhaps
-- proportions; and those in proportions for which it has scores above 1.
-- index: import_rows_pkey, benchmarks_pkey
--
-- :import_id  uuid
-- returns many Doubtful: id int8, slug text, name text, results int8

-- Materialized: else the scores would be read again for each benchmark.
with said as materialized (
    select r.benchmark_id, count(*) as results, max((r.parsed ->> 'score')::double precision) as highest
    from import_rows as r
    where
        r.import_id = :import_id
        and r.kind = 'result'
        and r.verdict in ('create', 'update')
        and not r.parsed ? 'unit'
    group by r.benchmark_id
)

select b.id, b.slug, b.name, s.results
from said as s
join benchmarks as b on b.id = s.benchmark_id
where b.unit = '%' and s.highest <= 1 or lower(b.unit) = 'proportion' and s.highest > 1
order by b.name;
