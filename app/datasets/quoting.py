"""Names and texts inside statements of DuckDB: the only place where any is written into one."""


def identifier(name: str) -> str:
    """A column's name, from a profile, as DuckDB reads it."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text where no value can be bound: the options of read_csv, the place of a file."""
    return "'" + text.replace("'", "''") + "'"
