-- A new benchmark; without a slug it gets one from its name.
-- index: benchmarks_name_key, benchmarks_slug_key, benchmark_names_pkey
--
-- :name              text
-- :slug              text?
-- :category          text?
-- :description       text?
-- :url               text?
-- :metric            text?
-- :unit              text?
-- :higher_is_better  bool?
-- :min_score         float8?
-- :max_score         float8?
-- :task              text?
-- returns one int8

insert into benchmarks (
    name, slug, category, description, url, metric, unit, higher_is_better, min_score, max_score, task
)
values (
    :name::text, :slug::text, :category::text, :description::text, :url::text, :metric::text, :unit::text,
    :higher_is_better::boolean, :min_score::float8, :max_score::float8, :task::text
)
returning id;
