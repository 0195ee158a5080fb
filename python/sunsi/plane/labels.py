"""Finds room for names in the unit square."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from matplotlib.path import Path

from sunsi.plane.load import Line

N = 240  #: cells a side of the raster on which room is sought
FAR = 0.08  #: from here on a name has a leader to its outline


@dataclass(frozen=True)
class Spot:
    """Centre of a label; `anchor` is what a leader points at when the label stands off its area."""

    x: float
    y: float
    anchor: tuple[float, float] | None = None


def _cells() -> np.ndarray:
    u = (np.arange(N) + 0.5) / N
    x, y = np.meshgrid(u, u)
    return np.column_stack((x.ravel(), y.ravel()))


def mask(areas: list[list[np.ndarray]]) -> np.ndarray:
    """Cells within all areas, as [row, column]; an area is a list of rings (even-odd)."""
    cells = _cells()
    inside = np.ones(len(cells), dtype=bool)
    for rings in areas:
        odd = np.zeros(len(cells), dtype=bool)
        for ring in rings:
            odd ^= Path(ring).contains_points(cells)
        inside &= odd
    return inside.reshape(N, N)


def trace(lines: list[Line]) -> np.ndarray:
    """Cells that lines pass through."""
    hit = np.zeros((N, N), dtype=bool)
    for points, _ in lines:
        for a, b in pairwise(points):
            steps = int(np.ceil(np.max(np.abs(b - a)) * 2 * N)) + 1
            way = a + np.linspace(0, 1, steps)[:, None] * (b - a)
            k = np.clip((way * N).astype(int), 0, N - 1)
            hit[k[:, 1], k[:, 0]] = True
    return hit


def _distance(target: np.ndarray) -> np.ndarray:
    """Distance of every cell's middle to the nearest target cell (thinned), in the unit square."""
    places = np.argwhere(target)
    if len(places) == 0:
        return np.zeros((N, N))
    places = places[:: max(1, len(places) // 400)]
    rows = np.arange(N)[:, None, None] - places[:, 0]
    columns = np.arange(N)[None, :, None] - places[:, 1]
    return np.sqrt((rows**2 + columns**2).min(axis=2)) / N


class Room:
    """Places labels one after the other, each where it hides least."""

    def __init__(self, traces: list[np.ndarray]) -> None:
        self.lines = np.sum(traces, axis=0) if traces else np.zeros((N, N))
        self.taken = np.zeros((N, N))

    def block(self, x: float, y: float, half: float) -> None:
        """Keeps labels off a square around a point."""
        rows = slice(max(0, int((y - half) * N)), int((y + half) * N) + 1)
        columns = slice(max(0, int((x - half) * N)), int((x + half) * N) + 1)
        self.taken[rows, columns] = 1

    def place(self, own: np.ndarray, outline: np.ndarray, width: float, height: float) -> Spot:
        """The best place of a box for an area with this outline; takes it."""
        w, h = int(np.ceil(width * N)) + 2, int(np.ceil(height * N)) + 2

        def box(field: np.ndarray) -> np.ndarray:
            """Sums over the box centred on each cell; only where it fits."""
            total = np.zeros((N + 1, N + 1))
            total[1:, 1:] = field.astype(float).cumsum(0).cumsum(1)
            return total[h:, w:] - total[:-h, w:] - total[h:, :-w] + total[:-h, :-w]

        rows, columns = np.arange(N - h + 1) + h // 2, np.arange(N - w + 1) + w // 2
        inside = box(own) / (w * h)
        near = _distance(outline if outline.any() else own)[np.ix_(rows, columns)]
        middle_in = own[np.ix_(rows, columns)]
        crossed = box(self.lines) / (w + h)
        cost = 3 * crossed + 5 * (1 - inside) + 6 * near + np.where(middle_in, 0.0, 3.0)
        cost = cost + np.where(box(self.taken) > 0, 1e6, 0.0)
        j, i = np.unravel_index(int(np.argmin(cost)), cost.shape)
        self.taken[j : j + h, i : i + w] = 1
        x, y = (i + w / 2) / N, (j + h / 2) / N
        anchor = None
        targets = np.argwhere(outline if outline.any() else own) + 0.5
        if len(targets):
            aside = np.maximum(np.abs(targets[:, 1] / N - x) - width / 2, 0)
            above = np.maximum(np.abs(targets[:, 0] / N - y) - height / 2, 0)
            gap = np.hypot(aside, above)
            k = int(np.argmin(gap))
            # A name off its area, or so far from its outline that another's is nearer.
            if inside[j, i] < 0.3 or (outline.any() and gap[k] > FAR):
                anchor = (targets[k, 1] / N, targets[k, 0] / N)
        return Spot(float(x), float(y), anchor)
