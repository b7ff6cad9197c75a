-- A merged model as it was, its id included; nothing where the history of the merge is not there any more.
-- index: merges_pkey, changes_feed_idx
--
-- :id  int8
-- returns at most one int8

insert into models (
    id, name, slug, organization, release_date, license, status, description, metadata, created_at, updated_at
)
overriding system value
select
    m.id, m.name, m.slug, m.organization, m.release_date, m.license, m.status, m.description, m.metadata,
    m.created_at, m.updated_at
from merges as g
join changes as c on c.transaction_id = g.transaction_id and c.created_at = g.created_at
cross join lateral jsonb_populate_record(null::models, c.before) as m
where g.id = :id::bigint and c.table_name = 'models' and c.row_id = g.source_id and c.action = 'delete'
returning id;
