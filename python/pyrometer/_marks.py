"""Named points and spans on the timeline of whatever records this program; nothing at all when nothing does."""

import _thread
import functools
import os
import sys
import time

#: A recorder outside names the file that marks are appended to here.
_VARIABLE = "PYROMETER_MARKS"
_MAX_NAME = 500

#: Recordings of this process that are being made: each is called with (name, start, duration, thread ident).
listeners = []


#: A recorder of allocations inside this process that wants to look when a mark is set (called with the name and 0), a region
#: begins (1) or ends (-1).
_points = getattr(sys, "_pyrometer_points", ())


def mark(name):
    """Puts a named point on the timeline of whatever records this program. Costs next to nothing when nothing does."""
    for look in _points:
        look(name, 0)
    _tell(name, time.time_ns(), 0)


class region:
    """Puts a named span on the timeline, for a block or around a function::

        with pyrometer.region("assemble"):
            ...

        @pyrometer.region("solve")
        def solve(system): ...
    """

    def __init__(self, name):
        self._name = name
        self._starts = []

    def __enter__(self):
        for look in _points:
            look(self._name, 1)
        self._starts.append((time.time_ns(), time.perf_counter_ns()))
        return self

    def __exit__(self, *_exception):
        for look in _points:
            look(self._name, -1)
        start, began = self._starts.pop()
        _tell(self._name, start, time.perf_counter_ns() - began)

    def __call__(self, function):
        name = self._name

        @functools.wraps(function)
        def in_region(*arguments, **named):
            with region(name):
                return function(*arguments, **named)

        return in_region


def _tell(name, start, duration):
    if not isinstance(name, str):
        raise TypeError("expected a name (str), got %s" % type(name).__name__)
    for listener in listeners:
        listener(name, start, duration, _thread.get_ident())
    path = os.environ.get(_VARIABLE)
    if path:
        _append(path, name[:_MAX_NAME], start, duration)


def _append(path, name, start, duration):
    import json

    tid = _thread.get_native_id() if hasattr(_thread, "get_native_id") else -1
    row = {"name": name, "time": str(start), "duration": duration, "pid": os.getpid(), "tid": tid}
    # One write of one line: lines of several threads and processes do not mix.
    line = (json.dumps(row) + "\n").encode("ascii")
    try:
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
    except OSError:
        # The recorder is gone.
        os.environ.pop(_VARIABLE, None)
        return
    try:
        os.write(file, line)
    except OSError:
        pass
    finally:
        os.close(file)
