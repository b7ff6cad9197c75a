-- transactional: false
-- depends: 0011.superseded_by_check
-- For a follower of one table: without it, one that is quiet has every newer change read. Built while others write.
create index concurrently if not exists changes_table_feed_idx on changes (table_name, transaction_id, id);
