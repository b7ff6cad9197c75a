-- What becomes of the records that describe benchmarks, as judge_models says of models.
-- index: import_rows_pkey, import_names_pkey
--
-- :create     bool
-- :import_id  uuid
-- returns nothing

update import_rows as r
set
    benchmark_id = i.target_id,
    target_id = i.target_id,
    verdict = case
        when i.target_id is null then 'reject'
        when i.made and i.number = r.number then 'create'
        else coalesce(r.verdict, 'unchanged')
    end,
    column_name = case when i.target_id is null then 'name' end,
    value = case when i.target_id is null then left(i.spelling, 1000) end,
    reason = case
        when i.target_id is not null then null
        when i.name = '' then 'Expected a name with a letter or a digit.'
        when :create then 'The name is too long to be compared.'
        else 'The catalogue has no such benchmark, and none was to be made.'
    end
from import_names as i
where
    r.import_id = :import_id
    and r.kind = 'benchmark'
    and i.import_id = :import_id
    and i.subject = 'benchmark'
    and i.spelling = r.parsed ->> 'name';
