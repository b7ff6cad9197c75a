-- Corrects the fields that the patch names, null included; settings are merged (RFC 7396), null empties them.
-- index: benchmark_results_pkey, models_pkey, models_slug_key, benchmarks_pkey, benchmarks_slug_key
--
-- :patch  jsonb
-- :id     int8
-- returns nothing

update benchmark_results as r
set
    (
        model_id, benchmark_id, score, score_raw, date_tested, source, source_url, evidence, settings, stderr,
        ci_low, ci_high, samples, external_id
    ) = (
        select
            case when :patch::jsonb ? 'model' then model_at(:patch::jsonb ->> 'model') else p.model_id end,
            case
                when :patch::jsonb ? 'benchmark' then benchmark_at(:patch::jsonb ->> 'benchmark') else p.benchmark_id
            end,
            p.score,
            p.score_raw,
            p.date_tested,
            p.source,
            p.source_url,
            p.evidence,
            case
                when :patch::jsonb ? 'settings'
                    then coalesce(merge_patch(r.settings, :patch::jsonb -> 'settings'), '{}')
                else p.settings
            end,
            p.stderr,
            p.ci_low,
            p.ci_high,
            p.samples,
            p.external_id
        from jsonb_populate_record(r, :patch::jsonb - 'settings'::text) as p
    )
where r.id = :id::bigint;
