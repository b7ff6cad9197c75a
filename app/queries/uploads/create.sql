-- A file that has arrived, to be read by a worker. Nothing where its owner has uploaded the same bytes before.
-- index: datasets_pkey, datasets_user_id_sha256_key
--
-- :id                 uuid
-- :user_id            uuid
-- :file_size          int8
-- :is_public          bool
-- :filename           text
-- :original_filename  text
-- :description        text?
-- :file_type          text
-- :compression        text?
-- :file_path          text
-- :sha256             bytea
-- :options            jsonb
-- :findings           jsonb
-- returns at most one uuid

insert into datasets (
    id,
    user_id,
    file_size,
    is_public,
    filename,
    original_filename,
    description,
    file_type,
    compression,
    file_path,
    sha256,
    options,
    findings
)
values (
    :id::uuid,
    :user_id::uuid,
    :file_size::bigint,
    :is_public::boolean,
    :filename::text,
    :original_filename::text,
    :description::text,
    :file_type::text,
    :compression::text,
    :file_path::text,
    :sha256::bytea,
    :options::jsonb,
    :findings::jsonb
)
on conflict on constraint datasets_user_id_sha256_key do nothing
returning id;
