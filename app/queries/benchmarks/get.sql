-- One benchmark, by its id or by its slug.
-- index: benchmarks_pkey, benchmarks_slug_key
-- plan: generic; it looks for one key
--
-- :id    int8?
-- :slug  text?
-- returns at most one Benchmark: id int8, slug text, name text, category text?, description text?, url text?,
--   metric text?, unit text?, higher_is_better bool?, min_score float8?, max_score float8?, task text?,
--   aliases text[], created_at timestamptz, updated_at timestamptz

select
    b.id,
    b.slug,
    b.name,
    b.category,
    b.description,
    b.url,
    b.metric,
    b.unit,
    b.higher_is_better,
    b.min_score,
    b.max_score,
    b.task,
    array(
        select n.spelling
        from benchmark_names as n
        where n.benchmark_id = b.id and n.kind = 'alias'
        order by n.name
    ) as aliases,
    b.created_at,
    b.updated_at
from benchmarks as b
where b.id = :id::bigint or b.slug = :slug::text;
