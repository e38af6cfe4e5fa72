#!/usr/bin/env python3
"""A plane wave scattered by a closed contour, computed on a grid.

A wave that comes from the left meets an obstacle whose outline is a closed contour (the kite that the literature on
inverse scattering likes to use). Every element of the outline answers the wave with a circular wave of its own, as strong
as the part of the incoming wave that hits it; outside of the obstacle the field is the incoming wave plus all answers,
inside it is zero. This is the physical-optics approximation, good for obstacles larger than the wavelength.

    python3 scatter.py                          about ten seconds of pure Python
    python3 scatter.py --size 60                a quick look
    python3 scatter.py --image field.pgm        also an image (or .vtk, for ParaView)
    python3 scatter.py --numpy                  the same numbers from NumPy, many times faster

It is written the way such programs usually start: correct, readable, a loop in a loop in a loop. Where does its time go?
"""

from __future__ import annotations

import argparse
import cmath
import math
import sys
from pathlib import Path
from typing import Callable, List, NamedTuple, Sequence

#: Grid points along each side that make some ten seconds of work.
SIZE = 360
#: Half the width of the square that is computed, in the unit of the contour.
HALF_WIDTH = 3.0


class Segment(NamedTuple):
    """A straight piece of the contour, from (x1, y1) to (x2, y2)."""

    x1: float
    y1: float
    x2: float
    y2: float


class Source(NamedTuple):
    """A point of the contour that answers the incoming wave: where, and how strongly."""

    x: float
    y: float
    strength: complex


#: Rows of a field, from the bottom up, each from left to right.
Field = List[List[complex]]


def contour_point(angle: float) -> tuple[float, float]:
    """The kite's outline."""
    return math.cos(angle) + 0.65 * math.cos(2 * angle) - 0.65, 1.5 * math.sin(angle)


def make_contour(count: int) -> list[Segment]:
    """The kite as a closed polygon of `count` segments, counter-clockwise."""
    corners = [contour_point(2 * math.pi * i / count) for i in range(count)]
    return [Segment(*corners[i], *corners[(i + 1) % count]) for i in range(count)]


def incident_wave(x: float, wavenumber: float) -> complex:
    """A plane wave of amplitude one that travels to the right."""
    return cmath.exp(1j * wavenumber * x)


def make_sources(contour: Sequence[Segment], count: int, wavenumber: float) -> list[Source]:
    """Answers of the contour, gathered into `count` elements of equally many segments. The shadow side is silent."""
    sources = []
    for i in range(count):
        part = contour[i * len(contour) // count : (i + 1) * len(contour) // count]
        first, last = part[0], part[-1]
        x, y = (first.x1 + last.x2) / 2, (first.y1 + last.y2) / 2
        # The outward normal times the length is (dy, -dx); the wave comes along x.
        facing = -(last.y2 - first.y1)
        if facing > 0:
            strength = -2j * wavenumber * facing * incident_wave(x, wavenumber) / 4
            sources.append(Source(x, y, strength))
    return sources


def is_inside_contour(x: float, y: float, contour: Sequence[Segment]) -> bool:
    """Whether a point lies inside: a ray to the right crosses the contour an odd number of times."""
    inside = False
    for x1, y1, x2, y2 in contour:
        if (y1 > y) != (y2 > y):
            crossing = x1 + (y - y1) * (x2 - x1) / (y2 - y1)
            if x < crossing:
                inside = not inside
    return inside


def scattered_wave_element(x: float, y: float, sources: Sequence[Source], wavenumber: float) -> complex:
    """The sum of all circular waves at one element of the grid (far form of the Hankel function)."""
    total = 0j
    for source in sources:
        distance = wavenumber * math.hypot(x - source.x, y - source.y)
        wave = cmath.exp(1j * (distance - math.pi / 4)) * math.sqrt(2 / (math.pi * distance + 1e-9))
        total += source.strength * wave
    return total


def total_wave(x: float, y: float, contour: Sequence[Segment], sources: Sequence[Source], wavenumber: float) -> complex:
    """The field at one element of the grid."""
    if is_inside_contour(x, y, contour):
        return 0j
    return incident_wave(x, wavenumber) + scattered_wave_element(x, y, sources, wavenumber)


def grid_coordinates(size: int) -> list[float]:
    """Centres of `size` cells between -HALF_WIDTH and HALF_WIDTH."""
    return [HALF_WIDTH * ((2 * i + 1) / size - 1) for i in range(size)]


def compute_field(size: int, contour: Sequence[Segment], sources: Sequence[Source], wavenumber: float) -> Field:
    """The field on a square grid of `size` times `size` elements."""
    coordinates = grid_coordinates(size)
    return [[total_wave(x, y, contour, sources, wavenumber) for x in coordinates] for y in coordinates]


def compute_field_numpy(size: int, contour: Sequence[Segment], sources: Sequence[Source], wavenumber: float) -> Field:
    """The same as `compute_field`, with the loops over the grid done by NumPy."""
    import numpy as np

    coordinates = np.array(grid_coordinates(size))
    x, y = np.meshgrid(coordinates, coordinates)
    inside = np.zeros(x.shape, dtype=bool)
    for x1, y1, x2, y2 in contour:
        if y1 != y2:
            crosses = (y1 > y) != (y2 > y)
            inside ^= crosses & (x < x1 + (y - y1) * (x2 - x1) / (y2 - y1))
    field = np.exp(1j * wavenumber * x)
    for source in sources:
        distance = wavenumber * np.hypot(x - source.x, y - source.y)
        wave = np.exp(1j * (distance - np.pi / 4)) * np.sqrt(2 / (np.pi * distance + 1e-9))
        field += source.strength * wave
    field[inside] = 0
    return field.tolist()


def intensities(field: Field) -> list[list[float]]:
    """Squares of the amplitudes."""
    return [[abs(value) ** 2 for value in row] for row in field]


def describe(rows: Sequence[Sequence[float]]) -> str:
    """What there is to say about a field, in one line."""
    values = [value for row in rows for value in row]
    inside = values.count(0.0)
    mean = sum(values) / len(values)
    return "%d points, %d inside, mean intensity %.6f, maximum %.6f" % (len(values), inside, mean, max(values))


def write_image(path: Path, rows: Sequence[Sequence[float]]) -> None:
    """Writes intensities as a grey image (.pgm) or as a data set for ParaView (.vtk)."""
    if path.suffix == ".vtk":
        write_vtk(path, rows)
        return
    brightest = max(map(max, rows)) or 1.0
    pixels = bytes(round(255 * value / brightest) for row in reversed(rows) for value in row)
    path.write_bytes(b"P5 %d %d 255\n" % (len(rows[0]), len(rows)) + pixels)


def write_vtk(path: Path, rows: Sequence[Sequence[float]]) -> None:
    """Writes a legacy VTK file of structured points."""
    spacing = 2 * HALF_WIDTH / len(rows)
    head = [
        "# vtk DataFile Version 3.0",
        "intensity of a scattered wave",
        "ASCII",
        "DATASET STRUCTURED_POINTS",
        "DIMENSIONS %d %d 1" % (len(rows[0]), len(rows)),
        "ORIGIN %g %g 0" % (-HALF_WIDTH + spacing / 2, -HALF_WIDTH + spacing / 2),
        "SPACING %g %g 1" % (spacing, spacing),
        "POINT_DATA %d" % sum(map(len, rows)),
        "SCALARS intensity float 1",
        "LOOKUP_TABLE default",
    ]
    body = [" ".join("%.6g" % value for value in row) for row in rows]
    path.write_text("\n".join(head + body) + "\n", encoding="ascii")


def parse_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="A plane wave scattered by a closed contour.")
    parser.add_argument("--size", type=int, default=SIZE, help="grid points along each side (default: %(default)s)")
    parser.add_argument("--segments", type=int, default=720, help="segments of the contour (default: %(default)s)")
    parser.add_argument("--elements", type=int, default=90, help="elements that answer the wave (default: %(default)s)")
    parser.add_argument("--wavelength", type=float, default=0.5, help="in the unit of the contour (default: %(default)s)")
    parser.add_argument("--image", type=Path, help="also write the intensity as an image, .pgm or .vtk")
    parser.add_argument("--numpy", action="store_true", help="let NumPy do the loops over the grid")
    options = parser.parse_args(arguments)
    if options.size < 1 or options.wavelength <= 0 or not 3 <= options.elements <= options.segments:
        parser.error("expected --size >= 1, --wavelength > 0 and 3 <= --elements <= --segments")
    return options


#: Makes some ten seconds of work.
SIZE = 360


def main(arguments: Sequence[str]) -> int:
    options = parse_arguments(arguments)
    wavenumber = 2 * math.pi / options.wavelength
    contour = make_contour(options.segments)
    sources = make_sources(contour, options.elements, wavenumber)
    compute: Callable[..., Field] = compute_field_numpy if options.numpy else compute_field
    try:
        field = compute(options.size, contour, sources, wavenumber)
    except ImportError:
        print("scatter.py: --numpy needs NumPy (python3 -m pip install numpy)", file=sys.stderr)
        return 2
    rows = intensities(field)
    print(describe(rows))
    if options.image is not None:
        write_image(options.image, rows)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
