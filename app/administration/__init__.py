"""`catalogue users`: accounts, made and managed at the machine."""


class AdministrationError(Exception):
    """Nothing was done, in one line that says why and what to do."""
