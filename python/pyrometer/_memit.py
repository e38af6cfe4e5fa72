"""What a statement takes of memory: the most that was resident while it ran, and how much more that is than before."""

import gc
import os

from . import _html
from . import _memory_reader as reader
from ._memory import memory_usage
from ._memory_recording import kernel_peak
from ._results import Result
from ._words import fixed


class MemoryResult(Result):
    """Memory of a statement, in MiB: `baseline` before it, `peak` while it ran, `increment` between the two; of several runs
    the one that took least. `usages` are the readings of that run, (MiB, seconds since it began)."""

    def __init__(self, recording, baseline, runs):
        super().__init__(recording)
        self.baseline = baseline
        self.peaks = [peak for peak, _ in runs]
        self.peak, self.usages = min(runs, key=lambda run: run[0])
        self.increment = self.peak - baseline

    def text(self):
        """One line: peak and increment."""
        return "peak memory: %s MiB, increment: %s MiB\n" % (fixed(self.peak, 2), fixed(self.increment, 2))

    def _repr_html_(self):
        columns = [(title, "right") for title in ("Peak memory", "Increment", "Before")]
        cells = [fixed(figure, 2) + " MiB" for figure in (self.peak, self.increment, self.baseline)]
        return _html.block(_html.table(columns, [[_html.Cell(text) for text in cells]]))


def measure_memory(call, repeat=1, interval=0.01, include_children=False):
    """Runs `call` and reads this process's memory meanwhile: (baseline MiB, [(peak MiB, readings) of each run])."""
    gc.collect()
    baseline = reader.usage(os.getpid(), "rss", include_children)
    runs = []
    for _ in range(max(1, repeat)):
        before = kernel_peak()
        readings = memory_usage(
            (call,), interval=interval, timestamps=True, max_iterations=1, include_children=include_children
        )
        first = readings[0][1]
        usages = [(used, max(0.0, moment - first)) for used, moment in readings]
        peak = max(used for used, _ in usages)
        after = kernel_peak()
        # The kernel's peak is of the process's whole life: of this run only where it rose in it.
        if not include_children and before is not None and after is not None and after > before:
            peak = max(peak, after / reader.MEBIBYTE)
        runs.append((peak, usages))
    return baseline, runs


def timelines_of(result):
    """The readings as values over time; where the kernel knows a higher peak than was read, that too."""
    points = [(round(moment * 1e9), round(used * reader.MEBIBYTE)) for used, moment in result.usages]
    yield "rss", points
    peak = round(result.peak * reader.MEBIBYTE)
    if peak > max(value for _, value in points):
        yield "peak-rss", [(points[-1][0], peak)]
