-- What a model is called, its own name included, becomes an alias of another.
-- index: model_names_model_id_idx
--
-- :target_id  int8
-- :source_id  int8
-- returns nothing

update model_names as n
set model_id = :target_id::bigint, kind = 'alias'
where n.model_id = :source_id::bigint;
