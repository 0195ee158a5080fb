"""Areas from outlines, in the unit square.

Outlines have the area on their left. What is cut by the border of the plane is closed along it,
counter-clockwise, which keeps the area on the left there too.
"""

from __future__ import annotations

import numpy as np

from sunsi.plane.load import Band, Line

SQUARE = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
_NEAR = 1e-9


def _same(a: np.ndarray, b: np.ndarray) -> bool:
    return bool(np.all(np.abs(a - b) < _NEAR))


def _chains(lines: list[Line]) -> list[np.ndarray]:
    """Pieces put together where one ends and another begins (a limit and an end of reach)."""
    pieces = [points for points, _ in lines if len(points) > 1]
    chains = []
    while pieces:
        chain = pieces.pop(0)
        grown = True
        while grown and not _same(chain[0], chain[-1]):
            grown = False
            for i, piece in enumerate(pieces):
                if _same(chain[-1], piece[0]):
                    chain = np.vstack((chain, piece[1:]))
                elif _same(piece[-1], chain[0]):
                    chain = np.vstack((piece[:-1], chain))
                else:
                    continue
                pieces.pop(i)
                grown = True
                break
        chains.append(chain)
    return chains


def _along_border(point: np.ndarray) -> float:
    """Place on the border, counter-clockwise from the lower left corner, 0 to 4."""
    x, y = point
    distances = [abs(y), abs(1 - x), abs(1 - y), abs(x)]
    side = int(np.argmin(distances))
    return side + (x, y, 1 - x, 1 - y)[side]


def _signed_area(ring: np.ndarray) -> float:
    x, y = ring[:, 0], ring[:, 1]
    return 0.5 * float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y))


def rings(lines: list[Line], everywhere: bool) -> list[np.ndarray]:
    """Closed outlines of an area; holes run clockwise.

    `everywhere`: without any line, whether the area is the whole square.
    """
    chains = _chains(lines)
    if not chains:
        return [SQUARE] if everywhere else []
    result = [c[:-1] for c in chains if _same(c[0], c[-1])]
    opened = [c for c in chains if not _same(c[0], c[-1])]
    while opened:
        first = opened.pop(0)
        parts, current = [first], first
        while True:
            place = _along_border(current[-1])
            candidates = [first, *opened]
            ahead = [(_along_border(c[0]) - place) % 4 for c in candidates]
            k = int(np.argmin(ahead))
            corners = [
                SQUARE[int(corner) % 4]
                for corner in np.arange(np.floor(place) + 1, np.ceil(place + ahead[k]))
            ]
            if corners:
                parts.append(np.array(corners))
            if k == 0:
                break
            current = opened.pop(k - 1)
            parts.append(current)
        result.append(np.vstack(parts))
    # Only holes: the area reaches the border everywhere.
    if result and all(_signed_area(ring) < 0 for ring in result):
        result.insert(0, SQUARE)
    return result


def _reversed(lines: list[Line]) -> list[Line]:
    return [(points[::-1], limit) for points, limit in lines]


def band_rings(band: Band) -> list[list[np.ndarray]]:
    """Areas whose intersection is the band: one for each end that the plane reaches.

    Beyond an end is what lies farther from 0 (left of its lines), so the band is the other side of
    a high end > 0 and of a low end < 0. An empty area: the plane has nothing of the band.
    """
    areas = []
    for edge in band.edges:
        inside_is_beyond = edge.high == (edge.value < 0)
        lines = edge.lines if inside_is_beyond else _reversed(edge.lines)
        areas.append(rings(lines, edge.beyond_at_first == inside_is_beyond))
    return areas
