-- The benchmarks that the records of an import name: those that it describes, or those that results speak of.
-- index: import_rows_pkey
--
-- :import_id  uuid
-- :described  bool
-- returns nothing

insert into import_names (import_id, number, subject, spelling, name, own_name)
select :import_id, s.number, 'benchmark', s.spelling, normal_name(s.spelling), normal_name(s.spelling)
from (
    select
        case r.kind when 'benchmark' then r.parsed ->> 'name' else r.parsed ->> 'benchmark' end as spelling,
        min(r.number) as number
    from import_rows as r
    where r.import_id = :import_id and case when :described::boolean then r.kind = 'benchmark' else r.kind = 'result' end
    group by 1
) as s
on conflict do nothing;
