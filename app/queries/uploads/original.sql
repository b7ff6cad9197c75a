-- The file that was uploaded, for who may see it.
-- index: datasets_pkey
--
-- :id      uuid
-- :caller  uuid?
-- returns at most one Original: file_path text, original_filename text, file_type text, compression text?,
--   file_size int8, sha256 text

select
    d.file_path,
    d.original_filename,
    d.file_type,
    d.compression,
    d.file_size,
    encode(d.sha256, 'hex') as sha256
from datasets as d
where d.id = :id::uuid and (d.is_public or d.user_id = :caller::uuid);
