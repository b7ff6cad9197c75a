-- The rows that the reading before had refused go.
-- index: dataset_rejects_pkey
--
-- :id  uuid
-- returns nothing

delete from dataset_rejects as r
where r.dataset_id = :id;
