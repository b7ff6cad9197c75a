"""Questions to the rows of a dataset: what is asked, as statements of DuckDB, and how it is answered."""
