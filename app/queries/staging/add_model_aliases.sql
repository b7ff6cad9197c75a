-- The other names that files give the models that they describe; a name that a model has already stays with it.
-- index: import_rows_pkey, import_names_pkey, model_names_pkey
--
-- :import_id  uuid
-- returns nothing

insert into model_names (name, model_id, spelling, kind)
select distinct on (normal_name(a.spelling)) normal_name(a.spelling), i.target_id, a.spelling, 'alias'
from import_rows as r
join import_names as i
    on
        i.import_id = r.import_id
        and i.subject = 'model'
        and i.spelling = r.parsed ->> 'name'
        and i.organization = coalesce(r.parsed ->> 'organization', '')
cross join lateral jsonb_array_elements_text(r.parsed -> 'aliases') as a (spelling)
where
    r.import_id = :import_id
    and r.kind = 'model'
    and i.target_id is not null
    and char_length(normal_name(a.spelling)) between 1 and 255
order by normal_name(a.spelling), r.number
on conflict (name) do nothing;
