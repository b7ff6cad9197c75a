-- Deletes private datasets whose owner's account is gone: nobody could see them any more. Tells which, at most 1,000.
-- index: datasets_user_id_idx, dataset_rejects_pkey, imports_dataset_id_idx
--
-- returns many uuid

with ownerless as (
    select d.id
    from datasets as d
    where d.user_id is null and not d.is_public
    limit 1000
    for update skip locked
)

delete from datasets as d
where d.id in (select o.id from ownerless as o)
returning d.id;
