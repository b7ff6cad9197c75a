-- The models that the records of an import name: those that it describes, or those that results and prices speak of.
-- index: import_rows_pkey
--
-- :import_id  uuid
-- :described  bool
-- returns nothing

insert into import_names (import_id, number, subject, spelling, organization, name, maker, own_name)
select
    :import_id, s.number, 'model', s.spelling, s.organization, normal_name(s.spelling), a.maker,
    case when a.maker is null then normal_name(s.spelling) else normal_name(substr(s.spelling, char_length(a.maker) + 2)) end
from (
    select
        case r.kind when 'model' then r.parsed ->> 'name' else r.parsed ->> 'model' end as spelling,
        coalesce(r.parsed ->> 'organization', '') as organization,
        min(r.number) as number
    from import_rows as r
    where
        r.import_id = :import_id
        and case when :described::boolean then r.kind = 'model' else r.kind in ('result', 'price') end
    group by 1, 2
) as s
-- "meta-llama/Llama-3.1-8B" is an address; "GPT-4 w/ tools" is none.
cross join lateral (
    select case when s.spelling ~ '^[A-Za-z0-9._-]+/[^\s/]+$' then split_part(s.spelling, '/', 1) end as maker
) as a
on conflict do nothing;
