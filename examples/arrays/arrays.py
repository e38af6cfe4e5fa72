#!/usr/bin/env python3
"""Arithmetic on small NumPy arrays against Python floats: what the step from the interpreter into C costs.

A point is moved by a velocity a great many times. The arithmetic is the same in every variant; what differs is what holds
the numbers: Python floats, NumPy scalars, arrays without dimensions ("0-d", what `array.sum(keepdims=...)`, `np.array(3.0)`
and many readers hand out), arrays of three elements, and one large array that does all points at once. For few numbers a
call into NumPy costs far more than the arithmetic that it does there.

    python3 arrays.py                 some seconds
    python3 arrays.py --steps 20000   a quick look
"""

from __future__ import annotations

import argparse
import sys
import time
from typing import Any, Callable, Sequence

try:
    import numpy as np
except ImportError:
    np = None  # type: ignore[assignment]

DT = 1e-3


def move_scalar(position: Any, velocity: Any, steps: int) -> Any:
    """Steps of one number, of whatever kind: one multiplication and two additions each."""
    drag = 1.0 - DT
    for _ in range(steps):
        position = position + velocity * DT
        velocity = velocity * drag
    return position


def move_floats(steps: int) -> float:
    """Python floats."""
    return move_scalar(0.0, 1.0, steps)


def move_numpy_scalars(steps: int) -> float:
    """numpy.float64, what indexing an array gives."""
    return float(move_scalar(np.float64(0.0), np.float64(1.0), steps))


def move_0d_arrays(steps: int) -> float:
    """Arrays without dimensions."""
    # The result of arithmetic on 0-d arrays is a scalar; [...] keeps it an array, as `out=` and in-place code do.
    position, velocity, drag = np.array(0.0), np.array(1.0), np.array(1.0 - DT)
    for _ in range(steps):
        position[...] = position + velocity * DT
        velocity[...] = velocity * drag
    return float(position)


def move_small_arrays(steps: int) -> float:
    """Arrays of three elements: a vector in space."""
    return float(move_scalar(np.zeros(3), np.ones(3), steps)[0])


def move_small_lists(steps: int) -> float:
    """The same three elements in plain lists."""
    drag = 1.0 - DT
    position, velocity = [0.0, 0.0, 0.0], [1.0, 1.0, 1.0]
    for _ in range(steps):
        position = [p + v * DT for p, v in zip(position, velocity)]
        velocity = [v * drag for v in velocity]
    return position[0]


def move_all_at_once(steps: int) -> float:
    """As many points as there are steps, a hundred steps each, in one array: where NumPy is at home."""
    return float(move_scalar(np.zeros(steps), np.ones(steps), 100)[0])


VARIANTS: Sequence[tuple[str, Callable[[int], float], int]] = (
    ("Python floats", move_floats, 1),
    ("NumPy scalars", move_numpy_scalars, 1),
    ("0-d arrays", move_0d_arrays, 1),
    ("lists of 3", move_small_lists, 3),
    ("arrays of 3", move_small_arrays, 3),
    ("one large array", move_all_at_once, 100),
)


def run(steps: int) -> None:
    """Runs and times every variant."""
    print("%-16s %12s %10s" % ("", "ns a number", "result"))
    for name, move, numbers in VARIANTS:
        start = time.perf_counter()
        result = move(steps)
        elapsed = time.perf_counter() - start
        print("%-16s %12.1f %10.6f" % (name, 1e9 * elapsed / (steps * numbers), result))


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description="Arithmetic on small NumPy arrays against Python floats.")
    parser.add_argument("--steps", type=int, default=1_000_000, help="steps of each variant (default: %(default)s)")
    options = parser.parse_args(arguments)
    if np is None:
        print("arrays.py: this example needs NumPy (python3 -m pip install numpy)", file=sys.stderr)
        return 2
    run(options.steps)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
