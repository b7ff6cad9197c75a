-- The benchmarks in per cent for which an import has scores of at most 1, all of them, and does not say of what: perhaps
-- proportions.
-- index: import_rows_pkey, benchmarks_pkey
--
-- :import_id  uuid
-- returns many Doubtful: id int8, slug text, name text, results int8

-- Materialized: else the scores would be read again for each benchmark.
with small as materialized (
    select r.benchmark_id, count(*) as results
    from import_rows as r
    where
        r.import_id = :import_id
        and r.kind = 'result'
        and r.verdict in ('create', 'update')
        and not r.parsed ? 'unit'
    group by r.benchmark_id
    having max((r.parsed ->> 'score')::double precision) <= 1 and count(*) >= 3
)

select b.id, b.slug, b.name, s.results
from small as s
join benchmarks as b on b.id = s.benchmark_id
where b.unit = '%'
order by b.name;
