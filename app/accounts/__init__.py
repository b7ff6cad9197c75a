"""People and programs that are known here."""
