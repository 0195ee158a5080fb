"""Reads the CSV tables: ``# key: value`` lines, one header row, then rows of equal length."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sunsi.errors import DataError

REMEDY = "make the directory again with `sunsi run ... -o DIR`"


@dataclass(frozen=True)
class Table:
    """One table as text, with the line of each row for error messages."""

    path: Path
    meta: dict[str, list[str]]  #: header lines; a key may come more than once
    columns: dict[str, list[str]]
    lines: list[int]

    def __len__(self) -> int:
        return len(self.lines)

    def text(self, name: str) -> list[str]:
        """Cells of a column."""
        return self.columns[name]

    def numbers(self, name: str, *, blank: bool = False) -> np.ndarray:
        """Cells of a column as finite numbers; with `blank`, an empty cell gives nan."""
        return np.array(
            [
                self._number(name, cell, line, blank)
                for cell, line in zip(self.columns[name], self.lines, strict=True)
            ]
        )

    def _number(self, name: str, cell: str, line: int, blank: bool) -> float:
        if not cell and blank:
            return math.nan
        try:
            value = float(cell)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            raise DataError(
                f"{self.path}:{line}: column {name}: {cell!r} is not a finite number; {REMEDY}"
            )
        return value


def read_text(path: Path) -> str:
    """Text of a UTF-8 file.

    Raises DataError when it is missing, cannot be read or is not UTF-8.
    """
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise DataError(f"{path}: no such file; {REMEDY}") from None
    except UnicodeDecodeError:
        raise DataError(f"{path}: is not UTF-8 text; {REMEDY}") from None
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror}); {REMEDY}") from None


def _split_meta(text: str) -> tuple[dict[str, list[str]], list[tuple[int, str]]]:
    meta: dict[str, list[str]] = {}
    rows = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("#"):
            key, _, value = line.lstrip("# ").partition(":")
            meta.setdefault(key.strip(), []).append(value.strip())
        elif line.strip():
            rows.append((number, line))
    return meta, rows


def read_table(path: Path, required: Sequence[str], *, empty: bool = False) -> Table:
    """Table with at least the `required` columns and one row (with `empty`, perhaps none).

    Raises DataError when the file or a column is missing or a row is short or long.
    """
    meta, rows = _split_meta(read_text(path))
    if not rows:
        raise DataError(f"{path}: holds no header row; {REMEDY}")
    numbers = [number for number, _ in rows]
    try:
        cells = list(csv.reader((line for _, line in rows), strict=True))
    except csv.Error as error:
        raise DataError(f"{path}: is not valid CSV ({error}); {REMEDY}") from None
    if len(cells) != len(numbers):
        raise DataError(f"{path}: a quoted cell spans lines; {REMEDY}")
    header = [name.strip() for name in cells[0]]
    for name in required:
        if header.count(name) != 1:
            what = "lacks" if name not in header else "repeats"
            raise DataError(f"{path}:{numbers[0]}: the header row {what} column {name}; {REMEDY}")
    if len(cells) == 1 and not empty:
        raise DataError(f"{path}: holds no rows; {REMEDY}")
    for number, row in zip(numbers[1:], cells[1:], strict=True):
        if len(row) != len(header):
            raise DataError(
                f"{path}:{number}: {len(row)} cells under a header of {len(header)}; {REMEDY}"
            )
    columns = {name: [row[i].strip() for row in cells[1:]] for i, name in enumerate(header)}
    return Table(path, meta, columns, numbers[1:])
