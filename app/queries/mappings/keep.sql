-- A mapping as a whole, under its name; says whether it is new.
-- index: mappings_pkey
--
-- :name         text
-- :description  text?
-- :mapping      jsonb
-- returns one bool

insert into mappings as m (name, description, mapping)
values (:name::text, :description::text, :mapping::jsonb)
on conflict (name) do update set description = excluded.description, mapping = excluded.mapping
-- No transaction has ended a row that has just been made.
returning m.xmax = 0 as is_new;
