-- The prices of an import that are new.
-- index: import_rows_pkey
--
-- :today      date
-- :import_id  uuid
-- returns nothing

insert into model_prices (
    model_id, provider, offering, tier, valid_from, input, output, cache_read, cache_write, source_url
)
select
    r.model_id, p.provider, p.offering, p.tier, coalesce(p.valid_from, :today), p.input, p.output, p.cache_read,
    p.cache_write, p.source_url
from import_rows as r
cross join lateral jsonb_to_record(r.parsed) as p (
    provider text, offering text, tier text, valid_from date, input numeric(14, 6), output numeric(14, 6),
    cache_read numeric(14, 6), cache_write numeric(14, 6), source_url text
)
where r.import_id = :import_id and r.kind = 'price' and r.verdict = 'create'
order by r.number;
