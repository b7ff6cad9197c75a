-- One page of datasets that the caller may read, the newest first: own ones, public ones, or both.
-- Each word of :q must be somewhere in the name of the file.
-- index: datasets_user_id_idx, datasets_public_idx; each is read until a page is full
--
-- :caller            uuid?
-- :visibility        text?
-- :status            text?
-- :file_type         text?
-- :q                 text?
-- :after_created_at  timestamptz?
-- :after_id          uuid?
-- :limit             int8
-- returns many Dataset: id uuid, owner text?, is_public bool, filename text, original_filename text,
--   description text?, file_type text, compression text?, file_size int8, sha256 text, status text,
--   stage text?, progress float8?, attempts int8, error text?, version int8, row_count int8?,
--   column_count int8?, rows_rejected int8?, created_at timestamptz, updated_at timestamptz,
--   processed_at timestamptz?

select
    d.id,
    (select u.username from users as u where u.id = d.user_id) as owner,
    d.is_public,
    d.filename,
    d.original_filename,
    d.description,
    d.file_type,
    d.compression,
    d.file_size,
    encode(d.sha256, 'hex') as sha256,
    d.status,
    d.stage,
    d.progress,
    d.attempts,
    d.error,
    d.version,
    d.row_count,
    d.column_count,
    d.rows_rejected,
    d.created_at,
    d.updated_at,
    d.processed_at
from (
    (
        select o.id
        from datasets as o
        where
            o.user_id = :caller::uuid
            and (:visibility::text is distinct from 'public' or o.is_public)
            and (:status::text is null or o.status = :status)
            and (:file_type::text is null or o.file_type = :file_type)
            and (
                :q::text is null
                or (
                    select bool_and(position(w.word in lower(o.original_filename)) > 0)
                    from regexp_split_to_table(lower(btrim(:q)), '\s+') as w (word)
                )
            )
            -- Not by a row comparison: the indexes run down the days, and up the ids of one moment.
            and (
                :after_created_at::timestamptz is null
                or o.created_at <= :after_created_at
                and (o.created_at < :after_created_at or o.id > :after_id::uuid)
            )
        order by o.created_at desc, o.id
        limit :limit::bigint
    )
    union all
    (
        select p.id
        from datasets as p
        where
            p.is_public
            and p.user_id is distinct from :caller
            and :visibility is distinct from 'own'
            and (:status is null or p.status = :status)
            and (:file_type is null or p.file_type = :file_type)
            and (
                :q is null
                or (
                    select bool_and(position(w.word in lower(p.original_filename)) > 0)
                    from regexp_split_to_table(lower(btrim(:q)), '\s+') as w (word)
                )
            )
            and (
                :after_created_at is null
                or p.created_at <= :after_created_at
                and (p.created_at < :after_created_at or p.id > :after_id)
            )
        order by p.created_at desc, p.id
        limit :limit
    )
) as page
inner join datasets as d on d.id = page.id
order by d.created_at desc, d.id
limit :limit;
