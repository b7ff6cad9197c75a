-- The benchmarks in per cent for which an import has scores of at most 1, all of them, and does not say of what: perhaps
-- proportions.
-- index: import_rows_pkey, benchmarks_pkey
--
-- :import_id  uuid
-- returns many Doubtful: id int8, slug text, name text, results int8

select b.id, b.slug, b.name, count(*) as results
from import_rows as r
join benchmarks as b on b.id = r.benchmark_id
where
    r.import_id = :import_id
    and r.kind = 'result'
    and r.verdict in ('create', 'update')
    and not r.parsed ? 'unit'
    and b.unit = '%'
group by b.id, b.slug, b.name
having max((r.parsed ->> 'score')::double precision) <= 1 and count(*) >= 3
order by b.name;
