"""Command line: ``python -m sunsi.plane DIR [--quiet]``.

Exit status: 0 done, 2 wrong usage, 3 a file missing, damaged or unwritable, 130 interrupted.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from sunsi.errors import DataError


def main(arguments: Sequence[str] | None = None) -> int:
    """Render one directory and return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m sunsi.plane",
        description="Make plane.html, plane.svg and plane.png from plane.json.",
    )
    parser.add_argument("directory", metavar="DIR", help="written by `sunsi bounds --plane -o DIR`")
    parser.add_argument("--quiet", action="store_true", help="do not print the page's path")
    options = parser.parse_args(arguments)
    try:
        from sunsi.plane.build import render  # matplotlib is slow to import; usage errors are not

        target = render(options.directory)
    except DataError as error:
        print(error, file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        return 130
    if not options.quiet:
        print(target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
