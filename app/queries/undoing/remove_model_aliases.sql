-- The names that an import gave models which were there before it go, where they still are those models'.
-- index: changes_import_idx, model_names_pkey
--
-- :import_id  uuid
-- returns nothing

with made as materialized (
    select c.row_id as id
    from import_changes(:import_id) as c
    where c.table_name = 'models' and c.before is null
),

given as materialized (
    select c.row_id as model_id, c.after ->> 'name' as name
    from imports as i
    join changes as c on c.import_id = i.id and c.created_at = i.applied_at
    where i.id = :import_id and c.table_name = 'model_names' and c.action = 'insert'
)

delete from model_names as n
using given as g
where
    n.name = g.name
    and n.model_id = g.model_id
    and n.kind = 'alias'
    and not exists (select from made as m where m.id = g.model_id);
