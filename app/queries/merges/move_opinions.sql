-- What was said of a model is said of another.
-- index: opinions_model_idx
--
-- :target_id  int8
-- :source_id  int8
-- returns nothing

update opinions as o
set model_id = :target_id::bigint
where o.model_id = :source_id::bigint;
