"""From a folder with plane.json to plane.html, plane.svg and plane.png."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from sunsi.plane.draw import draw
from sunsi.plane.load import load
from sunsi.plane.page import page
from sunsi.report.output import write_all


def render(directory: str | PathLike[str]) -> Path:
    """Write plane.svg, plane.png and plane.html into `directory`; return the page's path.

    The same plane gives the same bytes. Raises sunsi.DataError when plane.json is missing or
    damaged, or a file cannot be written; the directory is then as it was.
    """
    directory = Path(directory)
    plane = load(directory)
    svg, png = draw(plane)
    target = directory / "plane.html"
    write_all(
        {
            directory / "plane.svg": svg,
            directory / "plane.png": png,
            target: page(plane, svg).encode(),
        }
    )
    return target
