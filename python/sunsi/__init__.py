"""Solar neutrinos with non-standard interactions.

The native program ``sunsi`` computes and writes tables; this package turns them into a report::

    python -m sunsi.report DIR

or, from Python, ``sunsi.report.render("DIR")``.
"""

from importlib.metadata import PackageNotFoundError, version

from sunsi.errors import DataError

try:
    __version__ = version("sunsi")
except PackageNotFoundError:  # used from a source tree that is not installed
    __version__ = "0.1.0"

__all__ = ["DataError", "__version__"]
