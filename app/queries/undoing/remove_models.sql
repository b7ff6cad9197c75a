-- The models that an import made go, where nobody has changed them since and nothing else speaks of them: no result,
-- opinion, use case or price, no merge and no name that the import has not given.
-- index: changes_import_idx, models_pkey, model_names_model_id_idx
--
-- :import_id  uuid
-- returns nothing

delete from models as m
using import_changes(:import_id) as c
where
    c.table_name = 'models'
    and c.before is null
    and m.id = c.row_id
    and still_says(to_jsonb(m), c.after)
    and not exists (select from benchmark_results as r where r.model_id = m.id)
    and not exists (select from opinions as o where o.model_id = m.id)
    and not exists (select from use_cases as u where u.model_id = m.id)
    and not exists (select from model_prices as p where p.model_id = m.id)
    and not exists (select from merges as g where g.target_id = m.id and g.undone_at is null)
    and not exists (
        select
        from model_names as n
        where
            n.model_id = m.id
            and n.kind = 'alias'
            and not exists (
                select
                from changes as a
                where
                    a.import_id = :import_id
                    and a.table_name = 'model_names'
                    and a.row_id = m.id
                    and a.after ->> 'name' = n.name
            )
    );
