-- What a model is used for is what another is used for.
-- index: use_cases_model_idx
--
-- :target_id  int8
-- :source_id  int8
-- returns nothing

update use_cases as u
set model_id = :target_id::bigint
where u.model_id = :source_id::bigint;
