-- Makes the benchmarks that no name of an import has found, with what the files know of them. Where no file says which
-- way a score points, it is not ranked. Slugs as in make_models.
-- index: import_names_pkey, import_rows_pkey, benchmarks_slug_key
--
-- :import_id  uuid
-- returns nothing

with wanted as (
    select distinct on (i.name) i.number, i.spelling, slug_base(i.spelling, 'benchmark') as base
    from import_names as i
    where
        i.import_id = :import_id
        and i.subject = 'benchmark'
        and i.target_id is null
        and i.name <> '' -- not "between", as in make_models
        and char_length(i.name) <= 255
    order by i.name, i.number
),

facts as materialized (
    select
        r.parsed ->> 'name' as spelling,
        (array_agg(r.parsed ->> 'category' order by r.number) filter (where r.parsed ? 'category'))[1] as category,
        (array_agg(r.parsed ->> 'description' order by r.number) filter (where r.parsed ? 'description'))[1] as description,
        (array_agg(r.parsed ->> 'url' order by r.number) filter (where r.parsed ? 'url'))[1] as url,
        (array_agg(r.parsed ->> 'metric' order by r.number) filter (where r.parsed ? 'metric'))[1] as metric,
        (array_agg(r.parsed ->> 'unit' order by r.number) filter (where r.parsed ? 'unit'))[1] as unit,
        (array_agg(r.parsed ->> 'task' order by r.number) filter (where r.parsed ? 'task'))[1] as task,
        (array_agg((r.parsed ->> 'higher_is_better')::boolean order by r.number)
            filter (where r.parsed ? 'higher_is_better'))[1] as higher_is_better,
        (array_agg((r.parsed ->> 'min_score')::double precision order by r.number)
            filter (where r.parsed ? 'min_score'))[1] as min_score,
        (array_agg((r.parsed ->> 'max_score')::double precision order by r.number)
            filter (where r.parsed ? 'max_score'))[1] as max_score
    from import_rows as r
    where r.import_id = :import_id and r.kind = 'benchmark'
    group by 1
),

units as materialized (
    select r.parsed ->> 'benchmark' as spelling, min(r.parsed ->> 'unit') as unit
    from import_rows as r
    where r.import_id = :import_id and r.kind = 'result' and r.parsed ? 'unit'
    group by 1
    having count(distinct r.parsed ->> 'unit') = 1
),

numbered as (
    select
        w.number, w.spelling, w.base,
        row_number() over (partition by w.base order by w.number) as place
    from wanted as w
),

made as (
    insert into benchmarks (
        name, slug, category, description, url, metric, unit, task, higher_is_better, min_score, max_score
    )
    select
        n.spelling, free_slug('benchmark', n.base, n.place, (select array_agg(distinct w.base) from wanted as w)), f.category, f.description, f.url, f.metric, coalesce(f.unit, u.unit), f.task,
        f.higher_is_better,
        case when f.min_score < f.max_score or f.max_score is null then f.min_score end,
        case when f.min_score < f.max_score or f.min_score is null then f.max_score end
    from numbered as n
    left join facts as f using (spelling)
    left join units as u using (spelling)
    order by n.number
    returning id, name
)

update import_names as i
set target_id = m.id, made = true
from made as m
join wanted as w on w.spelling = m.name
where i.import_id = :import_id and i.subject = 'benchmark' and i.spelling = w.spelling;
