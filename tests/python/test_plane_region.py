"""Areas from outlines in the unit square, against areas known in closed form."""

import numpy as np
import pytest

from sunsi.plane.labels import Room, mask, trace
from sunsi.plane.load import Band, Edge, thinned
from sunsi.plane.region import band_rings, rings


def line(*points):
    return (np.array(points, dtype=float), True)


def down(x):
    """What lies at larger x is on the left."""
    return line((x, 1), (x, 0))


def up(x):
    """What lies at smaller x is on the left."""
    return line((x, 0), (x, 1))


def area(lines, everywhere=False):
    """Shoelace formula over all rings; holes count negative."""
    total = 0.0
    for ring in rings(lines, everywhere):
        x, y = ring.T
        total += 0.5 * np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y)
    return total


DIAMOND = [(0.5, 0.3), (0.7, 0.5), (0.5, 0.7), (0.3, 0.5), (0.5, 0.3)]  # area 0.08


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([down(0.3)], 0.7),
        ([up(0.3)], 0.3),
        ([down(0.3), up(0.8)], 0.5),
        ([up(0.3), down(0.8)], 0.5),  # two areas at the sides
        ([line(*DIAMOND)], 0.08),
        ([line(*DIAMOND[::-1])], 0.92),  # a hole in what covers the plane
        ([up(0.9), line(*DIAMOND[::-1])], 0.82),
        ([line((0, 0.5), (0.5, 1))], 0.125),  # a corner
        ([line((0.5, 1), (0, 0.5))], 0.875),
        ([line((0, 0.2), (1, 0.2))], 0.8),
        ([line((1, 0.2), (0, 0.2))], 0.2),
        # A limit goes on as the end of a reach; the pieces come in any order.
        ([line((0.5, 0.4), (0.5, 0)), line((1, 0.4), (0.5, 0.4))], None),
    ],
)
def test_areas(lines, expected):
    if expected is None:
        # Along y = 0.4 to the left, down x = 0.5: the rectangle at the lower right.
        expected = 0.5 * 0.4
    assert area(lines) == pytest.approx(expected, abs=1e-12)


def test_without_lines_all_or_nothing():
    assert area([], everywhere=True) == pytest.approx(1)
    assert area([]) == 0


def band(low, high, *edges):
    return Band("b", "B", "eps_medium", low, high, "", "", "", list(edges))


@pytest.mark.parametrize(
    ("what", "inside"),
    [
        (band(2, 3, Edge(3, True, False, [down(0.7)]), Edge(2, False, False, [down(0.4)])), 0.3),
        (band(-2, -1, Edge(-1, True, True, [up(0.75)]), Edge(-2, False, True, [up(0.5)])), 0.25),
        # LMA corrected: c < 0 reaches its upper end alone, c > 0 its lower end alone.
        (band(-1.4, 0.1, Edge(0.1, True, False, [down(0.2)]), Edge(-1.4, False, False, [])), 0.2),
        (band(-1.4, 0.1, Edge(0.1, True, False, []), Edge(-1.4, False, True, [up(0.6)])), 0.4),
        # Nothing of a band that lies elsewhere, all of a plane within it.
        (band(2, 3, Edge(3, True, False, []), Edge(2, False, False, [])), 0),
        (band(2, 3, Edge(3, True, True, []), Edge(2, False, True, [])), 0),
        (band(2, 3, Edge(3, True, False, []), Edge(2, False, True, [])), 1),
        (band(-1.4, 0.1, Edge(0.1, True, True, []), Edge(-1.4, False, False, [])), 0),
    ],
)
def test_bands_lie_between_their_ends(what, inside):
    # A raster of 240 cells a side.
    assert mask(band_rings(what)).mean() == pytest.approx(inside, abs=0.005)


def test_thinning_stays_within_its_tolerance():
    x = np.linspace(0, 1, 2001)
    points = np.column_stack((x, 0.5 + 0.4 * np.sin(7 * x)))
    few = thinned(points, 1e-3)
    assert len(few) < 100
    assert (few[0] == points[0]).all() and (few[-1] == points[-1]).all()
    # Vertices left out lie within the tolerance of the line; seen along y the slope adds a factor.
    gap = np.abs(np.interp(x, few[:, 0], few[:, 1]) - points[:, 1])
    assert gap.max() < 1e-3 * np.hypot(1, 2.8)
    ring = np.array(DIAMOND)
    assert (thinned(ring) == ring).all()


def test_labels_do_not_overlap_and_small_areas_get_a_leader():
    outlines = [[down(0.1 * k)] for k in range(1, 9)]
    room = Room([trace(lines) for lines in outlines])
    spots = [room.place(mask([rings(o, False)]), trace(o), 0.25, 0.05) for o in outlines]
    for i, a in enumerate(spots):
        assert 0.125 <= a.x <= 0.875 and 0.025 <= a.y <= 0.975
        for b in spots[:i]:
            assert abs(a.x - b.x) >= 0.25 or abs(a.y - b.y) >= 0.05
    tiny = [line((0.5, 0.5), (0.52, 0.5), (0.52, 0.52), (0.5, 0.52), (0.5, 0.5))]
    spot = room.place(mask([rings(tiny, False)]), trace(tiny), 0.25, 0.05)
    assert spot.anchor == pytest.approx((0.51, 0.51), abs=0.02)
