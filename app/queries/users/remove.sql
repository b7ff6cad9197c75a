-- Deletes an account with its sessions and keys; the rows that it wrote stay, and nobody has written them.
-- index: users_pkey; the rows it wrote by benchmark_results_created_by_idx, opinions_created_by_idx,
-- use_cases_created_by_idx and imports_created_by_idx
--
-- :id  uuid
-- returns nothing

delete from users as u
where u.id = :id::uuid;
