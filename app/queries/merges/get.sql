-- One merge.
-- index: merges_pkey, models_pkey, users_pkey
-- plan: generic; it looks for one key
--
-- :id  int8
-- returns at most one Merge: id int8, source_id int8, source text, source_name text, target_id int8,
--   target text?, target_name text?, results_moved int8, results_superseded int8, opinions_moved int8,
--   use_cases_moved int8, prices_moved int8, prices_dropped int8, names_moved int8, actor text?,
--   reason text?, created_at timestamptz, undone_at timestamptz?

select
    g.id,
    g.source_id,
    g.source_slug as source,
    g.source_name,
    g.target_id,
    t.slug as target,
    t.name as target_name,
    g.results_moved,
    g.results_superseded,
    g.opinions_moved,
    g.use_cases_moved,
    g.prices_moved,
    g.prices_dropped,
    g.names_moved,
    (select u.username from users as u where u.id = g.actor_id) as actor,
    g.reason,
    g.created_at,
    g.undone_at
from merges as g
left join models as t on t.id = g.target_id
where g.id = :id::bigint;
