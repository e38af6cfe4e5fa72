"""Recordings that a program makes of itself."""

import atexit
import functools
import os
import sys
import threading
import time

from . import _marks
from ._interpreter import interpreter
from ._version import __version__

_PSTATS_ENDINGS = (".pstats", ".prof", ".pstat")
_LATER_MODES = ("lines", "memory", "native")
_OPTIONS = {"sample": {"rate": 100.0, "use_timer": False}, "trace": {"builtins": True}}


class Recording:
    """Records what runs between entering and leaving it, for a block or around a function::

        with pyrometer.Recording("solve.pyrometer"):
            solve(system)

        @pyrometer.Recording("solve.pstats", mode="trace")
        def solve(system): ...

    `mode` is ``'sample'`` (stacks of every thread with lines, `rate` times a second; the default) or ``'trace'`` (exact
    calls, by cProfile, of the thread that enters; from Python 3.12 on cProfile itself sees all threads). `path` is the
    file to write: ``.pyrometer``, or ``.pstats`` and ``.prof`` for a trace that `pstats` reads too; without one it goes to
    ``.pyrometer/`` in the working directory and `path` tells where. `name` is its title.

    Options: ``rate`` (samples per second, 100) and ``use_timer`` (a timer signal in place of a thread, False) for samples;
    ``builtins`` (count functions written in C, True) for traces.

    One object is one recording: entered again, it goes on. The file is written, in one step, whenever the recording is
    left, by an exception too. Around a function that is called often it is written now and then and at exit, so that
    writing never takes more than a twentieth of the time.
    """

    def __init__(self, path=None, *, mode="sample", name=None, **options):
        if mode in _LATER_MODES:
            raise ValueError("mode %r is not available in this version; expected 'sample' or 'trace'" % mode)
        if mode not in _OPTIONS:
            raise ValueError("unknown mode %r; expected 'sample' or 'trace'" % (mode,))
        unknown = sorted(set(options) - set(_OPTIONS[mode]))
        if unknown:
            raise TypeError("unknown option %r for mode %r" % (unknown[0], mode))
        self.mode = mode
        self.name = name or os.path.basename(sys.argv[0] if sys.argv and sys.argv[0] else "python")
        self.path = _default_path(self.name) if path is None else os.path.abspath(os.fspath(path))
        if self.path.endswith(_PSTATS_ENDINGS) and mode != "trace":
            raise ValueError("a pstats file holds a trace; for mode %r expected a path that ends in .pyrometer" % mode)
        self._settings = dict(_OPTIONS[mode], **options)
        self._recorder = (_Samples if mode == "sample" else _Trace)(self._settings)
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
            self._write()
            self._is_saved = True
            self._saved_at = time.perf_counter()
            self._save_cost = self._saved_at - began

    def _prepare(self):
        if self._start_time is None:
            self._start_time = time.time_ns()
            atexit.register(self._save_at_exit)
        self._is_saved = False
        _marks.listeners.append(self._on_mark)
        self._began = time.perf_counter_ns()

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

    def _write(self):
        if self.path.endswith(_PSTATS_ENDINGS):
            from ._tracer_files import write_stats

            folder = os.path.dirname(self.path)
            os.makedirs(folder, exist_ok=True)
            write_stats(self._recorder.stats(), self.path)
            return
        tables = self._recorder.tables()
        for name, start, duration, ident in self._marks:
            tables.mark(name, start, duration, self._recorder.thread_index(ident))
        if self._recorder.keeps_tables:
            self._marks = []
        tables.write(self.path, self._describe(tables))

    def _describe(self, tables):
        implementation, version, executable = interpreter()
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
                "name": "cProfile" if self.mode == "trace" else "pyrometer in-process",
                "version": __version__,
                "mode": self.mode,
                "settings": dict(self._settings, region=True),
            },
            "exit": None,
            "quality": self._recorder.quality(tables, self._elapsed),
            "warnings": [],
            "importedFrom": None,
            "extra": {},
        }


class _Samples:
    """Records by the sampler of this package."""

    keeps_tables = True

    def __init__(self, settings):
        from ._sampler import Sampler
        from ._tables import Tables

        self._make = Sampler
        self._settings = settings
        self._tables = Tables()
        self._sampler = None
        Sampler(self._tables, **settings)  # refuses what it cannot do now rather than later

    def begin(self, now):
        self._sampler = self._make(self._tables, origin=now, known=self._sampler, **self._settings)
        self._sampler.start()

    def end(self):
        self._sampler.stop()

    def tables(self):
        self._tables.has_samples = True
        return self._tables

    def thread_index(self, ident):
        return self._sampler.thread_index(ident)

    def quality(self, tables, elapsed):
        counted = tables.quality or {}
        quality = dict.fromkeys(
            "askedRate achievedRate scheduledTicks takenTicks lateTicks stacksRead tornStacks lostStacks tornShare"
            " tornShareLow tornShareHigh recorderCpu unresolvedFrames".split()
        )
        taken = counted.get("taken", 0)
        quality.update(
            askedRate=float(self._settings["rate"]),
            achievedRate=taken * 1e9 / elapsed if elapsed else None,
            scheduledTicks=counted.get("scheduled", 0),
            takenTicks=taken,
            lateTicks=counted.get("late", 0),
            tornStacks=0,
            recorderCpu=counted.get("cpu", 0),
        )
        return quality


class _Trace:
    """Records by cProfile, or profile where there is none."""

    keeps_tables = False

    def __init__(self, settings):
        try:
            import cProfile as profiler
        except ImportError:
            import profile as profiler
        if not hasattr(profiler.Profile, "enable"):
            raise RuntimeError("mode 'trace' around a region needs cProfile, which this interpreter does not have")
        # The empty call makes the options' refusal come now rather than later.
        self._profile = profiler.Profile(builtins=bool(settings["builtins"]))
        self._settings = settings

    def begin(self, _now):
        self._profile.enable(True, bool(self._settings["builtins"]))

    def end(self):
        self._profile.disable()

    def stats(self):
        from ._tracer_files import clean_stats

        self._profile.create_stats()
        own = (__file__, __file__.replace(".pyc", ".py"))
        return clean_stats(self._profile.stats, own, {}, {})

    def tables(self):
        from ._tables import Tables

        tables = Tables()
        tables.add_stats(self.stats())
        return tables

    def thread_index(self, _ident):
        return -1

    def quality(self, _tables, _elapsed):
        return None


def _default_path(name):
    safe = "".join(letter if letter.isalnum() or letter in "._-" else "_" for letter in name)[:80]
    stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
    return os.path.abspath(os.path.join(".pyrometer", "%s-%s-%d.pyrometer" % (safe, stamp, os.getpid())))


def _host():
    import socket

    return socket.gethostname() or None
