"""From a directory of tables to report.html and figures/."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from sunsi.report.figures import draw
from sunsi.report.load import load
from sunsi.report.output import write_all
from sunsi.report.page import page


def render(directory: str | PathLike[str]) -> Path:
    """Write figures/*.svg, figures/*.png and report.html into `directory`; return the page's path.

    The same tables give the same bytes. Raises sunsi.DataError when a file is missing, damaged or
    cannot be written; the directory is then as it was.
    """
    directory = Path(directory)
    report = load(directory)
    drawings = draw(report)
    files = {}
    for name, drawing in drawings.items():
        files[directory / "figures" / f"{name}.svg"] = drawing.svg
        files[directory / "figures" / f"{name}.png"] = drawing.png
    target = directory / "report.html"
    files[target] = page(report, {name: d.svg for name, d in drawings.items()}).encode()
    write_all(files)
    return target
