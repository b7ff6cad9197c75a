-- What files know of benchmarks and the catalogue does not: empty fields are filled, what is there stays. Unit and bounds
-- are left alone: they would say something of results that are there already. The first record of each that was filled
-- is an update.
-- index: import_rows_pkey, import_names_pkey, benchmarks_pkey
--
-- :import_id  uuid
-- returns nothing

with facts as (
    select
        i.target_id,
        min(r.number) as number,
        (array_agg(r.parsed ->> 'category' order by r.number) filter (where r.parsed ? 'category'))[1] as category,
        (array_agg(r.parsed ->> 'description' order by r.number) filter (where r.parsed ? 'description'))[1] as description,
        (array_agg(r.parsed ->> 'url' order by r.number) filter (where r.parsed ? 'url'))[1] as url,
        (array_agg(r.parsed ->> 'metric' order by r.number) filter (where r.parsed ? 'metric'))[1] as metric,
        (array_agg(r.parsed ->> 'task' order by r.number) filter (where r.parsed ? 'task'))[1] as task,
        (array_agg((r.parsed ->> 'higher_is_better')::boolean order by r.number)
            filter (where r.parsed ? 'higher_is_better'))[1] as higher_is_better
    from import_rows as r
    join import_names as i on i.import_id = r.import_id and i.subject = 'benchmark' and i.spelling = r.parsed ->> 'name'
    where r.import_id = :import_id and r.kind = 'benchmark' and i.target_id is not null
    group by i.target_id
),

filled as (
    update benchmarks as b
    set
        category = coalesce(b.category, f.category),
        description = coalesce(b.description, f.description),
        url = coalesce(b.url, f.url),
        metric = coalesce(b.metric, f.metric),
        task = coalesce(b.task, f.task),
        higher_is_better = coalesce(b.higher_is_better, f.higher_is_better)
    from facts as f
    where
        b.id = f.target_id
        and (
            b.category is null and f.category is not null
            or b.description is null and f.description is not null
            or b.url is null and f.url is not null
            or b.metric is null and f.metric is not null
            or b.task is null and f.task is not null
            or b.higher_is_better is null and f.higher_is_better is not null
        )
    returning b.id
)

update import_rows as r
set verdict = 'update'
from facts as f
join filled as b on b.id = f.target_id
where r.import_id = :import_id and r.number = f.number;
