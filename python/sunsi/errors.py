"""Errors that a caller may want to catch."""


class DataError(Exception):
    """A file is missing or damaged, or output cannot be written; the message names it."""
