"""Writes files so that nothing half-written ever stands under a final name."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from sunsi.errors import DataError


def write_all(files: Mapping[Path, bytes]) -> None:
    """Write every file beside its final name, then rename all of them, in order.

    Raises DataError when one cannot be written; temporary files and new folders are then removed.
    """
    staged: list[tuple[Path, Path]] = []
    folders: list[Path] = []
    current = Path()
    done = False
    try:
        for current, content in files.items():
            if not current.parent.is_dir():
                current.parent.mkdir()
                folders.append(current.parent)
            if current.is_dir():
                raise IsADirectoryError(0, "a directory has this name")
            temporary = current.with_name(f".{current.name}.{os.getpid()}.tmp")
            staged.append((temporary, current))
            temporary.write_bytes(content)
        for temporary, current in staged:
            temporary.replace(current)
        done = True
    except OSError as error:
        raise DataError(
            f"{current}: cannot be written ({error.strerror}); "
            "free the name, or make the directory writable and see that the disk has room"
        ) from None
    finally:
        if not done:
            _remove([temporary for temporary, _ in staged], folders)


def _remove(files: list[Path], folders: list[Path]) -> None:
    for file in files:
        with suppress(OSError):
            file.unlink(missing_ok=True)
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()
