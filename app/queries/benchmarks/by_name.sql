-- One page of benchmarks in the order of their names, whatever the case.
-- index: benchmarks_name_order_idx; benchmarks_category_idx, benchmarks_words_idx and benchmark_names_words_idx by filter
--
-- :category    text?
-- :q           text?
-- :after_id    int8?
-- :after_name  text?
-- :limit       int8
-- returns many Benchmark: id int8, slug text, name text, category text?, description text?, url text?,
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
where
    (:category::text is null or lower(b.category) = lower(:category))
    and (
        :q::text is null
        -- An array, so that the ids are found first, by the words.
        or b.id = any (array(
            select w.id
            from benchmarks as w
            where name_words(coalesce(w.category || ' ', '') || w.name) @@ name_query(:q)
            union all
            select n.benchmark_id from benchmark_names as n where name_words(n.spelling) @@ name_query(:q)
        ))
    )
    and (:after_id::bigint is null or (lower(b.name), b.id) > (lower(:after_name::text), :after_id))
order by lower(b.name), b.id
limit :limit::bigint;
