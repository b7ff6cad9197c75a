"""Where the database is, how it is started, migrated and asked."""
