-- One page of results, the latest test first, those without a date last.
-- index: benchmark_results_newest_idx; by filter benchmark_results_model_idx, benchmark_results_benchmark_idx,
-- benchmark_results_source_idx, benchmark_results_evidence_idx, benchmark_results_status_idx or
-- benchmark_results_import_idx
--
-- :model_id        int8?
-- :model_slug      text?
-- :benchmark_id    int8?
-- :benchmark_slug  text?
-- :evidence        text?
-- :source          text?
-- :status          text?
-- :import_id       uuid?
-- :tested_from     date?
-- :tested_to       date?
-- :after_id        int8?
-- :after_date      date?
-- :limit           int8
-- returns many Result: id int8, model text, model_name text, benchmark text, benchmark_name text,
--   score float8, score_raw text?, unit text?, stderr float8?, ci_low float8?, ci_high float8?,
--   samples int8?, date_tested date?, source text?, source_url text?, evidence text?, settings jsonb,
--   external_id text?, status text, status_reason text?, superseded_by int8?, import_id uuid?,
--   dataset_id uuid?, source_row int8?, created_by text?, created_at timestamptz, updated_at timestamptz

select
    r.id,
    m.slug as model,
    m.name as model_name,
    b.slug as benchmark,
    b.name as benchmark_name,
    r.score,
    r.score_raw,
    b.unit,
    r.stderr,
    r.ci_low,
    r.ci_high,
    r.samples,
    r.date_tested,
    r.source,
    r.source_url,
    r.evidence,
    r.settings,
    r.external_id,
    r.status,
    r.status_reason,
    r.superseded_by,
    r.import_id,
    (select i.dataset_id from imports as i where i.id = r.import_id) as dataset_id,
    r.source_row,
    (select w.username from users as w where w.id = r.created_by) as created_by,
    r.created_at,
    r.updated_at
from benchmark_results as r
join models as m on m.id = r.model_id
join benchmarks as b on b.id = r.benchmark_id
where
    (
        :model_id::bigint is null and :model_slug::text is null
        or r.model_id = (select model_at(coalesce(:model_id::text, :model_slug)))
    )
    and (
        :benchmark_id::bigint is null and :benchmark_slug::text is null
        or r.benchmark_id = (select x.id from benchmarks as x where x.id = :benchmark_id or x.slug = :benchmark_slug)
    )
    and (:evidence::text is null or r.evidence = :evidence)
    and (:source::text is null or lower(r.source) = lower(:source))
    and (:status::text is null or r.status = :status)
    and (:import_id::uuid is null or r.import_id = :import_id)
    -- The indexes hold the coalesced date, so the range is asked of that; an undated result is in no range.
    and (
        :tested_from::date is null
        or coalesce(r.date_tested, '-infinity'::date) > '-infinity'::date
        and coalesce(r.date_tested, '-infinity'::date) >= :tested_from
    )
    and (
        :tested_to::date is null
        or coalesce(r.date_tested, '-infinity'::date) > '-infinity'::date
        and coalesce(r.date_tested, '-infinity'::date) <= :tested_to
    )
    and (
        :after_id::bigint is null
        or (coalesce(r.date_tested, '-infinity'::date), r.id)
        < ((select coalesce(:after_date::date, '-infinity'::date)), :after_id)
    )
order by coalesce(r.date_tested, '-infinity'::date) desc, r.id desc
limit :limit::bigint;
