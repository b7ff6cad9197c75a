"""`catalogue import`: files taken in from the command line."""


class ImportingError(Exception):
    """Nothing was done, in one line that says why and what to do."""
