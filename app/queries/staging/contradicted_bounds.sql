-- The benchmarks of which the files of an import say other bounds than the catalogue, in the same unit; of several files
-- the first that does. What the catalogue says stays.
-- index: import_rows_pkey, benchmarks_pkey
--
-- :import_id  uuid
-- returns many Contradicted: id int8, slug text, name text, said_min float8?, said_max float8?,
--   min_score float8?, max_score float8?

select distinct on (b.name, b.id)
    b.id, b.slug, b.name, s.min_score as said_min, s.max_score as said_max, b.min_score, b.max_score
from import_rows as r
cross join lateral jsonb_to_record(r.parsed) as s (unit text, min_score double precision, max_score double precision)
join benchmarks as b on b.id = r.benchmark_id
where
    r.import_id = :import_id
    and r.kind = 'benchmark'
    and (s.min_score <> b.min_score or s.max_score <> b.max_score)
    and (lower(s.unit) = lower(b.unit)) is not false
order by b.name, b.id, r.number;
