-- Says who makes the changes of this transaction, and why; the triggers that write the history read it.
-- index: none; no table is read
--
-- :actor   uuid?
-- :reason  text?
-- returns many text

select set_config(s.name, coalesce(s.value, ''), true)
from (values ('catalogue.actor_id', :actor::uuid::text), ('catalogue.reason', :reason::text)) as s (name, value);
