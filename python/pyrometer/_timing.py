"""Timing a statement as timeit does: loops and repeats found automatically, with the garbage collector off."""

import gc
import time

from . import _html, _words
from ._results import Result

#: A run is to take so many seconds, so that the clock's own steps do not matter.
_LEAST = 0.2
_REPEATS = 7


class TimingResult(Result):
    """How long a statement takes: `best`, `worst`, `mean` and `deviation` in seconds a loop, `timings` of each run."""

    def __init__(self, recording, loops, runs, precision=3):
        super().__init__(recording)
        self.loops = loops
        self.repeat = len(runs)
        #: Seconds that each run took, all its loops together.
        self.all_runs = list(runs)
        self.timings = [seconds / loops for seconds in runs]
        self.best, self.worst = min(self.timings), max(self.timings)
        self.mean = sum(self.timings) / self.repeat
        self.deviation = (sum((seconds - self.mean) ** 2 for seconds in self.timings) / self.repeat) ** 0.5
        self._digits = precision

    #: The name that timeit's result has for it.
    @property
    def average(self):
        """The mean, as `%timeit -o` calls it."""
        return self.mean

    @property
    def stdev(self):
        """The deviation, as `%timeit -o` calls it."""
        return self.deviation

    def text(self):
        """One line: best, mean and standard deviation a loop, then how it was measured."""
        best, mean, spread = (self._shown(seconds) for seconds in (self.best, self.mean, self.deviation))
        return "best %s, mean %s ± %s per loop (%s)\n" % (best, mean, spread, self._how())

    def counters(self):
        """Named figures of the recording: what Pyrometer reads from timeit's own output, and both means."""
        yield "best time per loop", "nanoseconds", self.best * 1e9
        yield "mean time per loop", "nanoseconds", self.mean * 1e9
        yield "standard deviation per loop", "nanoseconds", self.deviation * 1e9
        yield "worst time per loop", "nanoseconds", self.worst * 1e9
        yield "loops", "count", self.loops
        yield "runs", "count", self.repeat
        for number, seconds in enumerate(self.all_runs):
            yield "raw time %d" % (number + 1), "nanoseconds", seconds * 1e9

    def _how(self):
        loops = "%s loop%s each" % (_words.count_text(self.loops), "" if self.loops == 1 else "s")
        return "std. dev. of %d run%s, %s" % (self.repeat, "" if self.repeat == 1 else "s", loops)

    def _shown(self, seconds):
        return _words.seconds_text(seconds, self._digits)

    def _repr_html_(self):
        titles = ("Best", "Mean", "Std. dev.", "Worst", "Runs", "Loops each")
        figures = (self.best, self.mean, self.deviation, self.worst)
        cells = [self._shown(seconds) for seconds in figures]
        cells += [str(self.repeat), _words.count_text(self.loops)]
        return _html.block(_html.table([(title, "right") for title in titles], [[_html.Cell(text) for text in cells]]))


def time_function(run, loops=None, repeat=None, clock=time.perf_counter):
    """Times `run(loops, clock)`, which tells how long its loops took: (loops, seconds of each run)."""
    if not loops:
        loops = _enough_loops(run, clock)
    return loops, [_timed(run, loops, clock) for _ in range(repeat or _REPEATS)]


def loop_code(statement, setup, file, flags):
    """Code that defines `inner(loops, clock)`: runs the setup, then the statement so often. Both are texts."""
    import ast

    tree = ast.parse(
        "def inner(_pyrometer_loops, _pyrometer_clock):\n"
        "    pass\n"
        "    _pyrometer_began = _pyrometer_clock()\n"
        "    for _pyrometer_loop in range(_pyrometer_loops):\n"
        "        pass\n"
        "    return _pyrometer_clock() - _pyrometer_began\n"
    )
    inner = tree.body[0]
    parse = ast.PyCF_ONLY_AST | flags
    inner.body[2].body = compile(statement, file, "exec", parse, dont_inherit=True).body or [ast.Pass()]
    inner.body[0:1] = compile(setup, file, "exec", parse, dont_inherit=True).body or [ast.Pass()]
    return compile(ast.fix_missing_locations(tree), file, "exec", flags, dont_inherit=True)


def _enough_loops(run, clock):
    loops = 1
    while True:
        for step in (1, 2, 5):
            if _timed(run, loops * step, clock) >= _LEAST:
                return loops * step
        loops *= 10


def _timed(run, loops, clock):
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        return run(loops, clock)
    finally:
        if was_enabled:
            gc.enable()
