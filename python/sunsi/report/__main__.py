"""Command line: ``python -m sunsi.report DIR``.

Exit status: 0 done, 2 wrong usage, 3 a file missing, damaged or unwritable, 130 interrupted,
143 terminated.
"""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence

from sunsi import __version__
from sunsi.errors import DataError


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m sunsi.report",
        description="Make report.html and figures/ from the tables of `sunsi run`.",
    )
    parser.add_argument(
        "directory", metavar="DIR", help="directory written by `sunsi run ... -o DIR`"
    )
    parser.add_argument("--version", action="version", version=f"sunsi {__version__}")
    return parser


def _terminate(_signal: int, _frame: object) -> None:
    raise SystemExit(143)


def main(arguments: Sequence[str] | None = None) -> int:
    """Render one directory and return the exit status."""
    options = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, _terminate)
    try:
        from sunsi.report.build import render  # matplotlib is slow to import; usage errors are not

        print(render(options.directory))
    except DataError as error:
        print(error, file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
