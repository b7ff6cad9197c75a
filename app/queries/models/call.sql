-- What else a model is called: these aliases and no others. Another spelling of one that it has takes its place; of two
-- spellings of one name the first counts.
-- index: model_names_model_id_idx, model_names_pkey
--
-- :aliases  text[]
-- :id       int8
-- returns nothing

with wanted as (
    select distinct on (normal_name(a.spelling)) normal_name(a.spelling) as name, a.spelling
    from unnest(:aliases::text []) with ordinality as a (spelling, position)
    where normal_name(a.spelling) <> (select normal_name(m.name) from models as m where m.id = :id::bigint)
    order by normal_name(a.spelling), a.position
),

dropped as (
    delete from model_names as n
    where n.model_id = :id and n.kind = 'alias' and n.name not in (select w.name from wanted as w)
),

respelled as (
    update model_names as n
    set spelling = w.spelling
    from wanted as w
    where n.model_id = :id and n.kind = 'alias' and n.name = w.name and n.spelling <> w.spelling
)

insert into model_names (name, model_id, spelling)
select w.name, :id, w.spelling
from wanted as w
where not exists (select from model_names as n where n.model_id = :id and n.name = w.name);
