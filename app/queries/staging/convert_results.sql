-- Turns per cent into proportions and proportions into per cent where the file says the one and the benchmark is measured
-- in the other; in decimals, then to the nearest number that the column holds. What was written is kept beside it. Asked
-- only where the import is to do so.
-- index: import_rows_pkey, import_names_pkey, benchmarks_pkey
--
-- :import_id  uuid
-- returns nothing

update import_rows as r
set
    parsed = r.parsed || jsonb_strip_nulls(jsonb_build_object(
        'score', ((r.parsed ->> 'score')::numeric * f.factor)::double precision,
        'score_raw', coalesce(r.parsed ->> 'score_raw', r.parsed ->> 'score'),
        'stderr', ((r.parsed ->> 'stderr')::numeric * f.factor)::double precision,
        'ci_low', ((r.parsed ->> 'ci_low')::numeric * f.factor)::double precision,
        'ci_high', ((r.parsed ->> 'ci_high')::numeric * f.factor)::double precision,
        'unit', b.unit
    ))
from import_names as n
join benchmarks as b on b.id = n.target_id
join (values ('proportion', '%', 100), ('%', 'proportion', 0.01)) as f (said, measured, factor) on f.measured = lower(b.unit)
where
    r.import_id = :import_id
    and r.kind = 'result'
    and n.import_id = :import_id
    and n.subject = 'benchmark'
    and n.spelling = r.parsed ->> 'benchmark'
    and f.said = lower(r.parsed ->> 'unit');
