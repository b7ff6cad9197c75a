-- Changes the fields that the patch names, null included.
-- index: benchmarks_pkey
--
-- :patch  jsonb
-- :id     int8
-- returns nothing

update benchmarks as b
set
    (name, category, description, url, metric, unit, higher_is_better, min_score, max_score, task) = (
        select
            p.name,
            p.category,
            p.description,
            p.url,
            p.metric,
            p.unit,
            p.higher_is_better,
            p.min_score,
            p.max_score,
            p.task
        from jsonb_populate_record(b, :patch::jsonb) as p
    )
where b.id = :id::bigint;
