"""The one error that dev.py shows: a sentence that says what happened and what to do."""


class Problem(Exception):
    """Raised with a whole sentence for the person at the terminal; ends dev.py with status 1."""
