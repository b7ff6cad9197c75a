-- The name of a merged model is no longer an alias of the other: it is to be its own again.
-- index: merges_pkey, model_names_pkey
--
-- :id  int8
-- returns nothing

delete from model_names as n
using merges as g
where
    g.id = :id::bigint
    and n.name = normal_name(g.source_name)
    and n.model_id = g.target_id
    and n.kind = 'alias';
