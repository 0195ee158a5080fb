"""Errors that a caller may want to catch. Each message says what is wrong and what is allowed."""


class Error(Exception):
    """Base of the errors below."""


class ConfigError(Error, ValueError):
    """A configuration or an argument that cannot be met; names the key and where it stands."""


class DataError(Error):
    """A file is missing or damaged, or output cannot be written; the message names it."""


class NumericalError(Error, ArithmeticError):
    """A calculation that did not reach its accuracy; names the point and the engine."""
