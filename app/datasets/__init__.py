"""Files that people upload: kept, read and profiled in a child, looked through, taken into the catalogue."""
