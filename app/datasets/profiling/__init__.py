"""What stands in the columns of a table: counts, ranges, frequencies, and what it seems to mean."""
