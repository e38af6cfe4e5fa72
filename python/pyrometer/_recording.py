"""Recordings that a program makes of itself."""

import atexit
import functools
import importlib
import os
import sys
import threading
import time

from . import _marks
from ._interpreter import interpreter

_PSTATS_ENDINGS = (".pstats", ".prof", ".pstat")
#: Options of each mode, and the file and class that records it.
_OPTIONS = {
    "sample": {"rate": 100.0, "use_timer": False},
    "trace": {"builtins": True},
    "lines": {"functions": ()},
    "memory": {"rate": 100.0, "include_children": False, "functions": ()},
}
_RECORDERS = {
    "sample": ("_recorders", "Samples"),
    "trace": ("_recorders", "Trace"),
    "lines": ("_line_recording", "Lines"),
    "memory": ("_memory_recording", "Memory"),
}
_MODES = "'sample', 'trace', 'lines' or 'memory'"


class Recording:
    """Records what runs between entering and leaving it, for a block or around a function::

        with pyrometer.Recording("solve.pyrometer"):
            solve(system)

        @pyrometer.Recording("solve.pstats", mode="trace")
        def solve(system): ...

    `mode` is ``'sample'`` (stacks of every thread with lines, `rate` times a second; the default), ``'trace'`` (exact
    calls, by cProfile, of the thread that enters; from Python 3.12 on cProfile itself sees all threads), ``'lines'`` (exact
    hits and time of each line of chosen functions) or ``'memory'`` (resident memory over time). `path` is the
    file to write: ``.pyrometer``, or ``.pstats`` and ``.prof`` for a trace that `pstats` reads too; without one it goes to
    ``.pyrometer/`` in the working directory and `path` tells where. `name` is its title.

    Options: ``rate`` (samples per second, 100) and ``use_timer`` (a timer signal in place of a thread, False) for samples;
    ``builtins`` (count functions written in C, True) for traces; ``functions`` (functions, classes, modules, or names as
    ``pyrometer record -f`` takes them; around a function by default that one) for lines; ``rate`` (readings per second, 100),
    ``include_children`` (add up the processes that were started, False) and ``functions`` (whose lines' memory is read
    too) for memory.

    One object is one recording: entered again, it goes on. The file is written, in one step, whenever the recording is
    left, by an exception too. Around a function that is called often it is written now and then and at exit, so that
    writing never takes more than a twentieth of the time.
    """

    def __init__(self, path=None, *, mode="sample", name=None, **options):
        if mode == "native":
            raise ValueError("mode 'native' is not available in this version; expected %s" % _MODES)
        if mode not in _OPTIONS:
            raise ValueError("unknown mode %r; expected %s" % (mode, _MODES))
        unknown = sorted(set(options) - set(_OPTIONS[mode]))
        if unknown:
            raise TypeError("unknown option %r for mode %r" % (unknown[0], mode))
        self._settings = dict(_OPTIONS[mode], **options)
        part, kind = _RECORDERS[mode]
        recorder = getattr(importlib.import_module("." + part, __package__), kind)(self._settings)
        self._begin_with(recorder, mode, name)
        self.path = _default_path(self.name) if path is None else os.path.abspath(os.fspath(path))
        if self.path.endswith(_PSTATS_ENDINGS) and mode != "trace":
            raise ValueError("a pstats file holds a trace; for mode %r expected a path that ends in .pyrometer" % mode)

    def _begin_with(self, recorder, mode, name):
        self.mode = mode
        self.name = name or os.path.basename(sys.argv[0] if sys.argv and sys.argv[0] else "python")
        self._recorder = recorder
        self._lock = threading.RLock()
        self._depth = 0
        self._start_time = None
        self._elapsed = 0
        self._marks = []
        self._pid = os.getpid()
        self._is_saved = True
        self._saved_at = float("-inf")
        self._save_cost = 0.0

    def __enter__(self):
        with self._lock:
            self._depth += 1
            is_first = self._depth == 1
            if is_first:
                self._prepare()
        # The tracer starts after anything else here ran, or it would be in its own table.
        if is_first:
            self._recorder.begin(time.time_ns() - self._start_time)
        return self

    def __exit__(self, *_exception):
        self._leave()
        self.save()

    def __call__(self, function):
        """Records every call of a function, coroutine functions included."""
        import inspect

        if self.mode == "lines" and not self._settings["functions"]:
            self._recorder.add(function)
        if inspect.iscoroutinefunction(function):

            @functools.wraps(function)
            async def recorded(*arguments, **named):
                self.__enter__()
                try:
                    return await function(*arguments, **named)
                finally:
                    self._leave_call()

        else:

            @functools.wraps(function)
            def recorded(*arguments, **named):
                self.__enter__()
                try:
                    return function(*arguments, **named)
                finally:
                    self._leave_call()

        return recorded

    def save(self):
        """Writes what was recorded so far. In a forked child nothing: the recording is its parent's."""
        with self._lock:
            if os.getpid() != self._pid or self._start_time is None:
                return
            began = time.perf_counter()
            self._write(self.path)
            self._is_saved = True
            self._saved_at = time.perf_counter()
            self._save_cost = self._saved_at - began

    def _prepare(self):
        self._began = time.perf_counter_ns()
        if self._start_time is None:
            self._start_time = time.time_ns()
            atexit.register(self._save_at_exit)
        self._is_saved = False
        _marks.listeners.append(self._on_mark)

    def _leave(self):
        # And it stops before.
        if self._depth == 1:
            self._recorder.end()
        with self._lock:
            self._depth -= 1
            if self._depth == 0:
                self._elapsed += time.perf_counter_ns() - self._began
                _marks.listeners.remove(self._on_mark)

    def _leave_call(self):
        self._leave()
        if self._depth == 0 and time.perf_counter() - self._saved_at > 20 * self._save_cost:
            self.save()

    def _save_at_exit(self):
        if not self._is_saved:
            if self._depth > 0 and os.getpid() == self._pid:
                self._depth = 1
                self._leave()
            self.save()

    def _on_mark(self, name, start, duration, ident):
        self._marks.append((name, start - self._start_time, duration, ident))

    def _write(self, path):
        if path.endswith(_PSTATS_ENDINGS):
            from ._tracer_files import write_stats

            folder = os.path.dirname(path)
            os.makedirs(folder or ".", exist_ok=True)
            write_stats(self._recorder.stats(), path)
            return
        tables = self._filled_tables()
        tables.write(path, self._describe(tables))

    def _filled_tables(self):
        tables = self._recorder.tables()
        self._take_spans()
        for name, start, duration, ident in self._marks:
            tables.mark(name, start, duration, self._recorder.thread_index(ident))
        if self._recorder.keeps_tables:
            self._marks = []
        return tables

    def _take_spans(self):
        for name, start, duration in self._recorder.spans():
            self._marks.append((name, start - self._start_time, duration, -1))

    def _describe(self, tables):
        implementation, version, executable = interpreter()
        recorder = self._recorder
        return {
            "name": self.name,
            "command": [str(word) for word in getattr(sys, "orig_argv", [executable] + sys.argv)],
            "cwd": os.getcwd(),
            "host": _host(),
            "platform": sys.platform,
            "interpreter": {
                "implementation": implementation,
                "version": version,
                "executable": executable or None,
            },
            "revision": None,
            "startTime": str(self._start_time),
            "duration": self._elapsed,
            "recorder": {
                "name": recorder.name,
                "version": recorder.version,
                "mode": self.mode,
                "settings": dict(recorder.described(), region=True),
            },
            "exit": None,
            "quality": recorder.quality(tables, self._elapsed),
            "warnings": [
                {"code": code, "message": message, "count": 1, "firstAt": None} for code, message in recorder.warnings()
            ],
            "importedFrom": None,
            "extra": recorder.extra(),
        }


class HeldRecording(Recording):
    """A recording that stays in memory until somebody wants it in a file."""

    def __init__(self, *, mode, name, recorder=None, **options):
        self._tables = None
        if recorder is None:
            super().__init__(mode=mode, name=name, **options)
        else:
            self._begin_with(recorder, mode, name)

    def save(self):
        """Nothing: see `save_to`."""
        self._is_saved = True

    def save_to(self, path):
        """Writes the recording; returns the path."""
        if path.endswith(_PSTATS_ENDINGS):
            if self.mode != "trace":
                raise ValueError("a pstats file holds a trace; expected a path that ends in .pyrometer")
            self._write(path)
        else:
            meta, tables = self.described()
            tables.write(path, meta)
        return path

    def described(self):
        """The metadata and the tables, made once."""
        if self._tables is None:
            tables = self._filled_tables()
            self._tables = self._describe(tables), tables
        return self._tables

    def begin_at(self, code, skipped):
        """Samples begin with this code in the thread that enters; threads of these idents are left out."""
        self._recorder.root, self._recorder.skipped = code, skipped

    def stats(self):
        """The table of a trace."""
        return self._recorder.stats()

    def counted(self):
        """The functions whose lines were counted, see the `counted` of the recorder."""
        return self._recorder.counted()

    def _prepare(self):
        super()._prepare()
        # What is held by nobody any more is not to be kept until the program ends.
        atexit.unregister(self._save_at_exit)


def _default_path(name):
    safe = "".join(letter if letter.isalnum() or letter in "._-" else "_" for letter in name)[:80]
    stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
    return os.path.abspath(os.path.join(".pyrometer", "%s-%s-%d.pyrometer" % (safe, stamp, os.getpid())))


def _host():
    import socket

    return socket.gethostname() or None
