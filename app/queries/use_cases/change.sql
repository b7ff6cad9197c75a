-- Changes the fields that the patch names, null included; a model is named by its id or its slug.
-- index: use_cases_pkey, models_pkey, models_slug_key
--
-- :patch  jsonb
-- :id     int8
-- returns nothing

update use_cases as u
set
    (model_id, use_case, description, mentioned_by) = (
        select
            case when :patch::jsonb ? 'model' then model_at(:patch::jsonb ->> 'model') else n.model_id end,
            n.use_case,
            n.description,
            n.mentioned_by
        from jsonb_populate_record(u, :patch::jsonb) as n
    )
where u.id = :id::bigint;
