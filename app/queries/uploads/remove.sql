-- Deletes a dataset, with what is said of its rows; its files are left to who asks.
-- index: datasets_pkey, dataset_rejects_pkey, imports_dataset_id_idx
--
-- :id  uuid
-- returns nothing

delete from datasets as d
where d.id = :id::uuid;
