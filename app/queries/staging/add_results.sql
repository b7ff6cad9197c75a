-- The results of an import that are new.
-- index: import_rows_pkey
--
-- :import_id  uuid
-- returns nothing

insert into benchmark_results (
    model_id, benchmark_id, score, score_raw, date_tested, source, source_url, evidence, settings, stderr, ci_low,
    ci_high, samples, external_id, import_id, source_row
)
select
    r.model_id, r.benchmark_id, p.score, p.score_raw, p.date_tested, p.source, p.source_url, p.evidence,
    coalesce(p.settings, '{}'), p.stderr, p.ci_low, p.ci_high, p.samples, p.external_id, :import_id, r.row_number
from import_rows as r
cross join lateral jsonb_to_record(r.parsed) as p (
    score double precision, score_raw text, date_tested date, source text, source_url text, evidence text,
    settings jsonb, stderr double precision, ci_low double precision, ci_high double precision, samples bigint,
    external_id text
)
where r.import_id = :import_id and r.kind = 'result' and r.verdict = 'create'
order by r.number;
