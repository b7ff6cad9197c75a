drop index benchmark_names_near_idx;
drop index model_names_near_idx;
drop function names_alike(text, text);
drop function name_distance(text, text);

-- The extension goes where the migration made it and nothing else has come to need it.
do $$
begin
    if exists (
        select from pg_extension as e
        where
            e.extname = 'pg_trgm'
            and obj_description(e.oid, 'pg_extension') = 'Made by the migration 0009.near_names; its rollback drops it.'
    ) then
        drop extension pg_trgm;
    end if;
exception
    when dependent_objects_still_exist then
        raise notice 'pg_trgm stays: something else uses it';
end
$$;
