-- What becomes of the records that describe models: the first that made one is a create, what fill_models has marked is
-- an update, and of the others the catalogue knows all already.
-- index: import_rows_pkey, import_names_pkey
--
-- :create     bool
-- :import_id  uuid
-- returns nothing

update import_rows as r
set
    model_id = i.target_id,
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
        when :create then 'The name or the organization is too long to be compared.'
        else 'The catalogue has no such model, and none was to be made.'
    end
from import_names as i
where
    r.import_id = :import_id
    and r.kind = 'model'
    and i.import_id = :import_id
    and i.subject = 'model'
    and i.spelling = r.parsed ->> 'name'
    and i.organization = coalesce(r.parsed ->> 'organization', '');
