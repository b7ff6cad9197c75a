-- The names that an import gave models which were there before it go, where they still are those models'.
-- index: changes_import_idx, model_names_pkey
--
-- :import_id  uuid
-- returns nothing

delete from model_names as n
using changes as c
join imports as i on i.id = c.import_id and i.transaction_id = c.transaction_id
where
    c.import_id = :import_id
    and c.table_name = 'model_names'
    and c.action = 'insert'
    and n.name = c.after ->> 'name'
    and n.model_id = c.row_id
    and n.kind = 'alias'
    and not exists (
        select
        from import_changes(:import_id) as m
        where m.table_name = 'models' and m.row_id = c.row_id and m.before is null
    );
