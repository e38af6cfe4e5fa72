"""A plane wave scattered by a closed contour: the field on a grid outside of it.

Only shown by the browser tests: the figures beside its lines are made up.
"""

import cmath
import math

from bessel import hankel1

from mesh import read_mesh
from output import write_rows


# Even-odd rule: a ray to the right crosses the contour an odd number of times.
def contains_point(contour, x, y):
    """Whether the point lies inside the contour."""
    inside = False
    x0, y0 = contour[-1]
    for x1, y1 in contour:
        if (y1 > y) != (y0 > y):
            if x < (x0 - x1) * (y - y1) / (y0 - y1) + x1:
                inside = not inside
        x0, y0 = x1, y1
    return inside


WAVE_NUMBER = 12.0


# The field of every element of the contour at one point.
def element_sum(elements, x, y):
    total = 0j
    for element in elements:
        dx = x - element.x
        dy = y - element.y
        distance = math.hypot(dx, dy)
        value = green_function(distance, WAVE_NUMBER)
        weight = element.strength * element.length
        slope = normal(element, dx, dy)
        total += weight * slope * value
    return total

def green_function(distance, wave_number):
    """The free field of a point source in two dimensions."""
    argument = wave_number * distance
    return 0.25j * hankel1(0, argument)


# Cosine of the angle between the
# element and the way to the point.
def normal(element, dx, dy):
    length = math.hypot(element.nx, element.ny)
    cosine = element.nx * dx + element.ny * dy
    return cosine / length

def compute_field(grid, contour, elements):
    field = []
    for x, y in grid:
        # Inside of the contour there is no field.
        if contains_point(contour, x, y):
            field.append(None)
        else:
            field.append(incident(x) + element_sum(elements, x, y))
    return field

def incident(x):
    return cmath.exp(1j * WAVE_NUMBER * x)
def main():
    """Reads the mesh, computes the field, writes it."""
    contour, elements = read_mesh("contour.msh")
    size = 400
    grid = [(i / size, j / size) for i in range(size) for j in range(size)]
    field = compute_field(grid, contour, elements)
    rows = zip(grid, field)

    write_rows("field.csv", rows)


if __name__ == "__main__":
    main()
