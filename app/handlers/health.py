"""Is it alive, is it ready, how is it doing: for machines, outside the API."""
