-- Both models of a merge, as they are now; until the transaction ends nobody changes them or gives them anything.
-- In the order of their ids, so that two merges of the same two wait for each other and not in a circle.
-- index: models_pkey
--
-- :source_id  int8
-- :target_id  int8
-- returns many Party: id int8, slug text, name text

select m.id, m.slug, m.name
from models as m
where m.id in (:source_id::bigint, :target_id::bigint)
order by m.id
for update;
