-- The benchmarks that an import makes, in the order of its records, and whether they are ranked.
-- index: import_names_pkey, benchmarks_pkey
--
-- :import_id  uuid
-- returns many MadeBenchmark: id int8, slug text, name text, is_ranked bool

select b.id, b.slug, b.name, b.higher_is_better is not null as is_ranked
from import_names as i
join benchmarks as b on b.id = i.target_id
where i.import_id = :import_id and i.subject = 'benchmark' and i.made
order by i.number, b.id;
