-- Deletes private datasets whose owner's account is gone: nobody could see them any more. Tells which, at most 50.
-- index: datasets_user_id_idx, dataset_rejects_pkey, imports_dataset_id_idx
--
-- returns many uuid

with ownerless as (
    select d.id
    from datasets as d
    where d.user_id is null and not d.is_public
    -- With 10,000 refused rows each they are many to be deleted in the time that one statement may take.
    limit 50
    for update skip locked
)

delete from datasets as d
where d.id in (select o.id from ownerless as o)
returning d.id;
