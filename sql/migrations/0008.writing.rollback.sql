drop function refused_results(jsonb);
create or replace function models_give_slug() returns trigger
language plpgsql
set search_path = public, pg_catalog, pg_temp
as $$
declare
    base text := slug_base(new.name, 'model');
    suffix integer := 1;
begin
    -- New models take turns until their transactions end. A lock for each slug would let "foo" -> foo-2 and "foo 2"
    -- collide, and thousands of new models in one import would fill the server's table of locks.
    perform pg_advisory_xact_lock(hashtextextended('models.slug', 0));
    new.slug := base;
    while exists (select from models as m where m.slug = new.slug) loop
        suffix := suffix + 1;
        new.slug := base || '-' || suffix;
    end loop;
    return new;
end
$$;
drop function benchmark_at(text);
drop function model_at(text);
drop table merges;
drop function merge_patch(jsonb, jsonb);
drop trigger benchmark_names_record_deletes on benchmark_names;
drop trigger benchmark_names_record_updates on benchmark_names;
drop trigger benchmark_names_record_inserts on benchmark_names;
drop trigger model_names_record_deletes on model_names;
drop trigger model_names_record_updates on model_names;
drop trigger model_names_record_inserts on model_names;
drop function record_alias_deletes();
drop function record_alias_updates();
drop function record_alias_inserts();
drop trigger benchmarks_keep_bounds_on_narrowing on benchmarks;
drop function benchmarks_keep_bounds();
drop trigger benchmark_results_keep_bounds_on_update on benchmark_results;
drop trigger benchmark_results_keep_bounds_on_insert on benchmark_results;
drop function results_keep_bounds();
alter table benchmark_results drop column superseded_by;
