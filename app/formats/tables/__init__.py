"""Tables, in whatever file they stand: a header, rows of cells, and a mapping that says what they mean."""
