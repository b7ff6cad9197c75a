-- Where a model is now that has been merged into another: the other's slug.
-- index: models_pkey, merges_source_id_key, merges_source_slug_idx
--
-- :id    int8?
-- :slug  text?
-- returns at most one text

select m.slug
from models as m
where m.id = model_at(coalesce(:id::bigint::text, :slug::text));
