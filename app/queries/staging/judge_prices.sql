-- What becomes of each price of an import. A price that holds already is unchanged, whatever day the file gives it; one
-- that somebody else wrote for now stays. A file without days says what holds today.
-- index: import_rows_pkey, import_names_pkey, model_prices_offering_key, changes_row_idx
--
-- :formats        text[]
-- :today          date
-- :import_id      uuid
-- :overwrite      bool
-- :create_models  bool
-- returns nothing

with said as materialized (
    select
        r.number, r.row_number, (:formats::text [])[r.file] as format, m.target_id as model_id, m.name as model_name,
        p.model, p.provider, p.offering, p.tier,
        coalesce(p.valid_from, :today) as valid_from, p.valid_from is not null as is_dated,
        row(p.input, p.output, p.cache_read, p.cache_write) as amounts
    from import_rows as r
    cross join lateral jsonb_to_record(r.parsed) as p (
        model text, organization text, provider text, offering text, tier text, valid_from date, input numeric(14, 6),
        output numeric(14, 6), cache_read numeric(14, 6), cache_write numeric(14, 6)
    )
    left join import_names as m
        on
            m.import_id = :import_id
            and m.subject = 'model'
            and m.spelling = p.model
            and m.organization = coalesce(p.organization, '')
    where r.import_id = :import_id and r.kind = 'price'
),

placed as (
    select
        s.number, s.row_number, s.format, s.model_id, s.model_name, s.model, s.provider, s.offering, s.tier, s.valid_from,
        s.is_dated, s.amounts,
        first_value(s.number) over same_day as first_number,
        first_value(s.row_number) over same_day as first_row,
        first_value(s.amounts) over same_day = s.amounts as is_first,
        lag(s.valid_from) over same_offering as before_since,
        lag(s.amounts) over same_offering as before_amounts,
        lag(s.format) over same_offering as before_format
    from said as s
    window
        same_day as (partition by s.model_id, s.provider, s.offering, s.tier, s.valid_from order by s.number),
        same_offering as (partition by s.model_id, s.provider, s.offering, s.tier order by s.valid_from, s.number)
),

-- What holds on that day: what the catalogue has, or what the files themselves say of a later one.
compared as (
    select
        s.number, s.model_id, s.model_name, s.model, s.provider, s.offering, s.tier, s.valid_from, s.is_dated,
        s.first_number, s.first_row, s.is_first, e.id, e.valid_from as since,
        case
            when s.before_since < s.valid_from and (e.id is null or s.before_since >= e.valid_from)
            then s.before_amounts = s.amounts
            else e.id is not null and row(e.input, e.output, e.cache_read, e.cache_write) = s.amounts
        end as is_present,
        case
            when s.before_since < s.valid_from and (e.id is null or s.before_since >= e.valid_from)
            then s.before_format = s.format
            else e.id is null or coalesce(f.formats @> array[s.format], false)
        end as is_ours
    from placed as s
    left join lateral (
        select p.id, p.valid_from, p.input, p.output, p.cache_read, p.cache_write
        from model_prices as p
        where
            p.model_id = s.model_id
            and p.provider = s.provider
            and p.offering = s.offering
            and p.tier = s.tier
            and p.valid_from <= s.valid_from
        order by p.valid_from desc
        limit 1
    ) as e on true
    left join lateral (
        select i.formats
        from changes as c
        left join imports as i on i.id = c.import_id
        where c.table_name = 'model_prices' and c.row_id = e.id and c.action in ('insert', 'update')
        order by c.id desc
        limit 1
    ) as f on true
),

judged as (
    select
        c.number, c.model_id, c.model, c.provider, c.offering, c.tier, c.valid_from, c.first_number, c.first_row,
        c.is_present, c.id, c.since,
        case
            when c.model_name = '' then 'model name'
            when c.model_id is null then 'model'
            when c.first_number <> c.number and not c.is_first then 'twice'
            when
                not c.is_present and not c.is_ours and not :overwrite
                and (c.since is not distinct from c.valid_from or not c.is_dated)
            then 'other'
        end as fault
    from compared as c
)

update import_rows as r
set
    model_id = j.model_id,
    target_id = j.id,
    verdict = case
        when j.fault is not null then 'reject'
        when j.first_number <> j.number or j.is_present then 'unchanged'
        when j.since = j.valid_from then 'update'
        else 'create'
    end,
    column_name = case
        when j.fault in ('model', 'model name') then 'model'
        when j.fault is not null then 'offering'
    end,
    value = case
        when j.fault in ('model', 'model name') then j.model
        when j.fault is not null then left(concat_ws(' ', j.provider, j.offering, j.tier), 1000)
    end,
    reason = case j.fault
        when 'model' then
            case when :create_models then 'The name or the organization is too long to be compared.'
            else 'The catalogue has no such model, and none was to be made.' end
        when 'model name' then 'Expected a name with a letter or a digit.'
        when 'twice' then format('Row %s says something else of the same offering, tier and day.', j.first_row)
        when 'other' then 'Another source says something else of the same offering and tier; it stays unless the import is to overwrite.'
    end
from judged as j
where r.import_id = :import_id and r.number = j.number;
