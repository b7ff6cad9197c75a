drop trigger datasets_notify_of_end on datasets;
drop trigger datasets_notify_of_change on datasets;
drop trigger datasets_notify_of_new on datasets;
drop function datasets_notify();
-- Where the rows that were read lie goes with its columns: they are to be read again once there are such columns.
update datasets set status = 'uploaded', attempts = 0 where status = 'ready';
drop table dataset_rejects;
drop index datasets_public_idx;
drop index datasets_waiting_idx;
create index datasets_waiting_idx on datasets (created_at) where status in ('uploaded', 'processing');
alter table datasets
drop constraint datasets_user_id_sha256_key,
drop constraint datasets_processing_check,
drop constraint datasets_ready_check,
drop column findings,
drop column options,
drop column text_path,
drop column table_path,
drop column stage,
drop column compression,
drop column description,
drop column is_public,
drop column progress,
drop column processed_at,
drop column run_after,
drop column version,
drop column rows_rejected,
alter column sha256 drop not null;
