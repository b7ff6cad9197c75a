-- The model that has each of these names, as its own or as an alias; else the model that has what stands behind the name
-- of its organization. More than one row for a name: the organizations tell several models apart.
-- index: model_names_pkey, models_pkey
--
-- :names  text[]
-- returns many Called: asked text, id int8, slug text, name text, found_by text, matched text

with asked as materialized (
    select distinct u.asked, normal_name(u.asked) as name
    from unnest(:names::text[]) as u (asked)
),
called as materialized (
    select a.asked, n.model_id, n.kind as found_by, n.spelling
    from asked as a
    join model_names as n on n.name = a.name
),
-- "delta labs alpha 2" is "alpha 2" of "delta labs", or "labs alpha 2" of "delta".
parts as materialized (
    select a.asked, left(a.name, i.blank - 1) as organization, substr(a.name, i.blank + 1) as name
    from asked as a
    cross join lateral generate_series(1, char_length(a.name)) as i (blank)
    where
        substr(a.name, i.blank, 1) = ' '
        and not exists (select from called as c where c.asked = a.asked)
),
found as (
    select c.asked, c.model_id, c.found_by, c.spelling
    from called as c
    union all
    select p.asked, n.model_id, 'organization', o.organization || ' ' || n.spelling
    from parts as p
    join model_names as n on n.name = p.name
    join models as o on o.id = n.model_id and normal_name(o.organization) = p.organization
)
select f.asked, m.id, m.slug, m.name, f.found_by, f.spelling as matched
from found as f
join models as m on m.id = f.model_id
order by f.asked, m.name, m.id;
