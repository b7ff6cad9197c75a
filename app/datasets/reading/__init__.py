"""Files of any kind that is taken, read as one table: names of columns, and rows of text."""
