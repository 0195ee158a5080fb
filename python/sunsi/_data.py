"""Where the shipped tables are."""

import os
import sysconfig
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from sunsi.errors import DataError


def _recorded() -> Path | None:
    """The folder as pip noted it, wherever it was told to install."""
    try:
        files = distribution("sunsi").files or []
    except PackageNotFoundError:
        return None
    for file in files:
        if file.parts[-4:] == ("share", "sunsi", "data", "manifest.csv"):
            return Path(str(file.locate())).resolve().parent
    return None


def data_directory() -> Path:
    """The folder of the shipped tables: $SUNSI_DATA, else that of the source tree which this
    package stands in, else the one that was installed with it.

    Raises DataError when none of them holds a manifest.csv.

    >>> (data_directory() / "manifest.csv").exists()
    True
    """
    named = os.environ.get("SUNSI_DATA")
    if named:
        if not (Path(named) / "manifest.csv").exists():
            raise DataError(
                f"SUNSI_DATA={named}: no manifest.csv there; point SUNSI_DATA at sunsi's data "
                "folder or unset it"
            )
        return Path(named)
    tree = Path(__file__).resolve().parents[2]
    if (tree / "pyproject.toml").exists() and (tree / "data/manifest.csv").exists():
        return tree / "data"
    # `pip install --target` puts share/ beside the package.
    for root in (Path(__file__).resolve().parents[1], Path(sysconfig.get_path("data"))):
        if (root / "share/sunsi/data/manifest.csv").exists():
            return root / "share/sunsi/data"
    recorded = _recorded()
    if recorded is not None and (recorded / "manifest.csv").exists():
        return recorded
    raise DataError("no data folder found; install sunsi with its data or set SUNSI_DATA")
