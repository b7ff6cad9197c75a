-- Says that an import makes the changes of this transaction, as changes.attribute does for people; how long each statement
-- of it may take; and that indexes are to be used, for what the planner knows of tables is older than what this very
-- transaction writes into them, and a table that it takes for empty would be read whole for each name. And that
-- a plan may serve again: the role's own setting would have a foreign key's question planned anew for each row.
-- index: none; no table is read
--
-- :import_id  uuid
-- :actor      uuid?
-- :reason     text?
-- :seconds    int4
-- returns many text

select set_config(s.name, coalesce(s.value, ''), true)
from (
    values
        ('catalogue.import_id', :import_id::uuid::text),
        ('catalogue.actor_id', :actor::uuid::text),
        ('catalogue.reason', :reason::text),
        ('enable_seqscan', 'off'),
        ('plan_cache_mode', 'auto'),
        ('lock_timeout', coalesce(:seconds::integer * 1000, 0)::text),
        ('statement_timeout', coalesce(:seconds::integer * 1000, 0)::text)
) as s (name, value);
