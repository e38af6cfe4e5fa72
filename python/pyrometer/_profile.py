"""``@profile``: lines to count when somebody counts; ``timer``: wall and CPU time of a block or a function."""

import functools
import sys
import time

from . import _marks


def profile(function):
    """Marks a function, or the members of a class, for a recorder of lines: their lines are counted by
    ``pyrometer record --mode lines``. Without one the function is given back as it is::

        @pyrometer.profile
        def solve(system): ...
    """
    recorder = getattr(sys, "_pyrometer_lines", None)
    return function if recorder is None else recorder(function)


class timer:
    """Wall and CPU time of a block, or of all calls of a function::

        with pyrometer.timer("solve") as solved:
            solve(system)
        print(solved.wall, solved.cpu)

        @pyrometer.timer("assemble", report=True)
        def assemble(mesh): ...

        assemble.timer.wall

    `wall` and `cpu` are seconds, `calls` how often the block was left; all add up when it is entered again. CPU time is the
    process's, all threads together. Calls within a call (recursion) count as calls, their time once. With `report`
    every block, and a function at the end of the program, prints a line to standard error. A named timer is also a span on
    the timeline of whatever records.
    """

    def __init__(self, name=None, *, report=False):
        function = name if callable(name) else None
        self.name = getattr(function, "__qualname__", "timer") if function is not None else name
        self.wall = 0.0
        self.cpu = 0.0
        self.calls = 0
        self._report = report
        self._depth = 0
        self._function = None
        if function is not None:
            self._adopt(function)

    def __enter__(self):
        self._depth += 1
        if self._depth == 1:
            self._start = time.time_ns()
            self._cpu = time.process_time()
            self._began = time.perf_counter_ns()
        return self

    def __exit__(self, *_exception):
        self.calls += 1
        self._depth -= 1
        if self._depth > 0:
            return
        elapsed = time.perf_counter_ns() - self._began
        self.cpu += time.process_time() - self._cpu
        self.wall += elapsed * 1e-9
        if self.name is not None:
            _marks._tell(self.name, self._start, elapsed)
        if self._report and self._function is None:
            self._print()

    def __call__(self, *arguments, **named):
        if self._function is not None:
            return self._timed(*arguments, **named)
        (function,) = arguments
        if self.name is None:
            self.name = getattr(function, "__qualname__", None)
        self._adopt(function)
        return self._timed

    def __get__(self, instance, owner=None):
        """A method that was decorated without parentheses finds its object."""
        return self if instance is None else functools.partial(self._timed, instance)

    def __str__(self):
        calls = "" if self.calls == 1 else ", %d calls" % self.calls
        return "%s: %.6g s wall, %.6g s CPU%s" % (self.name or "timer", self.wall, self.cpu, calls)

    def _adopt(self, function):
        import inspect

        self._function = function
        if inspect.iscoroutinefunction(function):

            @functools.wraps(function)
            async def timed(*arguments, **named):
                with self:
                    return await function(*arguments, **named)

        elif inspect.isgeneratorfunction(function):

            @functools.wraps(function)
            def timed(*arguments, **named):
                with self:
                    return (yield from function(*arguments, **named))

        else:

            @functools.wraps(function)
            def timed(*arguments, **named):
                with self:
                    return function(*arguments, **named)

        timed.timer = self
        self._timed = timed
        functools.update_wrapper(self, function, updated=())
        if self._report:
            import atexit

            atexit.register(self._print)

    def _print(self):
        sys.stderr.write("%s\n" % self)
