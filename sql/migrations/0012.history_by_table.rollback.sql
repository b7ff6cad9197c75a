drop index changes_table_feed_idx;
