-- What becomes of each result of an import: which model and benchmark it speaks of, whether the catalogue has it, and
-- what keeps it out. The same evaluation twice is said once, by who says most of those whose score may be; a result that
-- somebody retracted, superseded or wrote by hand is not overruled.
-- index: import_rows_pkey, import_names_pkey, benchmark_results_model_idx, changes_row_idx
--
-- :import_id          uuid
-- :overwrite          bool
-- :create_models      bool
-- :create_benchmarks  bool
-- returns nothing

with said as (
    select
        r.number, r.row_number, m.target_id as model_id, m.name as model_name, b.target_id as benchmark_id,
        b.name as benchmark_name, p.model, p.benchmark, p.score, p.score_raw, p.unit, p.date_tested, p.source, p.external_id,
        case when p.settings::text ~ '\.[0-9]*0([^0-9]|$)' then plain_numbers(p.settings) else coalesce(p.settings, '{}') end as settings,
        r.parsed - array['model', 'organization', 'benchmark', 'unit', 'source', 'external_id'] as content
    from import_rows as r
    cross join lateral jsonb_to_record(r.parsed) as p (
        model text, organization text, benchmark text, score double precision, score_raw text, unit text,
        date_tested date, source text, settings jsonb, external_id text
    )
    left join import_names as m
        on
            m.import_id = :import_id
            and m.subject = 'model'
            and m.spelling = p.model
            and m.organization = coalesce(p.organization, '')
    left join import_names as b on b.import_id = :import_id and b.subject = 'benchmark' and b.spelling = p.benchmark
    where r.import_id = :import_id and r.kind = 'result'
),

identified as materialized (
    select
        s.number, s.row_number, s.model_id, s.model_name, s.benchmark_id, s.benchmark_name, s.model, s.benchmark, s.score,
        s.score_raw, s.unit, b.unit as benchmark_unit, b.min_score, b.max_score,
        (lower(s.unit) <> lower(b.unit)) is true as has_other_unit,
        (s.score < b.min_score or s.score > b.max_score) is true as is_outside,
        result_identity(s.model_id, s.benchmark_id, s.date_tested, s.source, s.settings, s.external_id) as identity,
        s.content
    from said as s
    left join benchmarks as b on b.id = s.benchmark_id
),

fitting as (
    select i.identity, i.number, i.row_number, i.content
    from identified as i
    where not i.has_other_unit and not i.is_outside
),

-- Of records of one evaluation the one that says most is its word, of equal ones the first.
twice as (
    select distinct on (f.identity) f.identity, f.number as first_number, f.row_number as first_row, f.content
    from fitting as f
    where f.identity in (select d.identity from fitting as d group by d.identity having count(*) > 1)
    order by f.identity, (select count(*) from jsonb_object_keys(f.content)) desc, f.number
),

present as (
    select distinct on (e.identity) e.identity, e.id, e.status, e.status_reason, e.content
    from (
        select
            r.id, r.status, r.status_reason,
            result_identity(r.model_id, r.benchmark_id, r.date_tested, r.source, r.settings, r.external_id) as identity,
            jsonb_strip_nulls(jsonb_build_object(
                'score', r.score, 'score_raw', r.score_raw, 'date_tested', r.date_tested, 'source_url', r.source_url,
                'evidence', r.evidence, 'stderr', r.stderr, 'ci_low', r.ci_low, 'ci_high', r.ci_high, 'samples', r.samples
            )) || jsonb_build_object('settings', r.settings) as content
        from (select distinct i.model_id, i.benchmark_id from identified as i) as p
        join benchmark_results as r using (model_id, benchmark_id)
        -- What a better row has replaced that is gone itself stands in nobody's way.
        where r.status <> 'superseded' or r.superseded_by is not null
    ) as e
    order by e.identity, e.status = 'active' desc, e.id desc
),

compared as (
    select
        i.number, i.model_id, i.model_name, i.benchmark_id, i.benchmark_name, i.model, i.benchmark, i.score, i.score_raw,
        i.benchmark_unit, i.unit, i.min_score, i.max_score, i.has_other_unit, i.is_outside, e.id, e.status, e.status_reason,
        f.first_number, f.first_row,
        -- Who says less than what is known, and nothing else, has no news.
        e.id is not null and e.content @> i.content as is_present,
        f.content @> i.content as is_first
    from identified as i
    left join present as e on e.identity = i.identity
    left join twice as f on f.identity = i.identity and f.first_number <> i.number
),

judged as (
    select
        c.number, c.model_id, c.benchmark_id, c.model, c.benchmark, c.score, c.score_raw, c.unit, c.benchmark_unit,
        c.min_score, c.max_score, c.id, c.status, c.status_reason, c.first_number, c.first_row, c.is_present,
        case
            when c.model_name = '' then 'model name'
            when c.model_id is null then 'model'
            when c.benchmark_name = '' then 'benchmark name'
            when c.benchmark_id is null then 'benchmark'
            when c.has_other_unit then 'unit'
            when c.is_outside then 'bounds'
            when c.first_number is not null and not c.is_first then 'twice'
            when c.status <> 'active' then 'status'
            when c.first_number is null and not c.is_present and not :overwrite and c.id is not null
                and result_written_by_hand(c.id) then 'hand'
        end as fault
    from compared as c
)

update import_rows as r
set
    model_id = j.model_id,
    benchmark_id = j.benchmark_id,
    target_id = j.id,
    verdict = case
        when j.fault is not null then 'reject'
        when j.first_number is not null or j.is_present then 'unchanged'
        when j.id is not null then 'update'
        else 'create'
    end,
    column_name = case
        when j.fault in ('model', 'model name') then 'model'
        when j.fault in ('benchmark', 'benchmark name') then 'benchmark'
        when j.fault is not null then 'score'
    end,
    value = case
        when j.fault in ('model', 'model name') then j.model
        when j.fault in ('benchmark', 'benchmark name') then j.benchmark
        when j.fault is not null then coalesce(j.score_raw, j.score::text)
    end,
    reason = case j.fault
        when 'model' then
            case when :create_models then 'The name or the organization is too long to be compared.'
            else 'The catalogue has no such model, and none was to be made.' end
        when 'benchmark' then
            case when :create_benchmarks then 'The name is too long to be compared.'
            else 'The catalogue has no such benchmark, and none was to be made.' end
        when 'model name' then 'Expected a name with a letter or a digit.'
        when 'benchmark name' then 'Expected a name with a letter or a digit.'
        when 'unit' then format(
            '%s is measured in %s, and the file says %s: let the import convert.', j.benchmark, j.benchmark_unit, j.unit
        )
        when 'bounds' then format(
            'Scores of %s lie between %s and %s.', j.benchmark, coalesce(j.min_score::text, 'any'), coalesce(j.max_score::text, 'any')
        )
        when 'twice' then format(
            'Row %s says something else of the same evaluation: a setting, a source or a number of its own would tell them apart.', j.first_row
        )
        when 'status' then left(format('Result %s was %s: %s', j.id, j.status, j.status_reason), 1000)
        when 'hand' then format('Result %s was written by hand; it stays unless the import is to overwrite.', j.id)
    end
from judged as j
where r.import_id = :import_id and r.number = j.number;
