"""Files that people bring: read in a child process, compared, applied, reported, undone."""
