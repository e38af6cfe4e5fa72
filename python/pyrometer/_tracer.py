"""Exact call counts and times by the interpreter's own deterministic profiler (cProfile, where there is none profile)."""

import sys

# `python -m cProfile` has imported these before the program starts; so do we, or a program's own first import of one of
# them would show in our trace and not in its.
try:
    import cProfile as profiler
except ImportError:
    import profile as profiler
import os
import pstats  # noqa: F401
import runpy
from optparse import OptionParser  # noqa: F401

_FILE = __file__
_OWN_FILES = (_FILE,) + tuple(os.path.join(os.path.dirname(_FILE), name) for name in ("_run.py", "_exits.py"))


def module_call_name():
    """``python -m cProfile -m`` starts modules by runpy.run_module. Its sibling _run_module_as_main makes the same calls
    and sets __main__ as ``python -m`` does; it is shown under the other's name, so that both tables are the same."""
    used, usual = runpy._run_module_as_main.__code__, runpy.run_module.__code__
    return {_key(used): _key(usual)}


def _key(code):
    return (code.co_filename, code.co_firstlineno, code.co_name)


class ProgramTrace:
    """The trace of a whole program, written once: when the program ends, or when something is about to end it."""

    def __init__(self, folder, children, interpreter, parts):
        self._folder = folder
        self._interpreter = interpreter
        self._parts = parts
        exits = parts("_exits")
        self._uninterrupted = exits["uninterrupted"]
        self._pid = os.getpid()
        self._profile = profiler.Profile()
        if children and hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._begin_in_child)
        self._labels = {}
        self._is_written = False
        # The program finds its own cProfile, as it does under `python -m cProfile`, where that is __main__.
        sys.modules.pop("cProfile", None)
        exits["guard_exits"](self.stop)

    def run(self, code, names, labels):
        """Runs the program's code. `labels` gives file names as the command line spelled them."""
        self._labels = labels
        self._profile.runctx(code, names, None)

    def start(self):
        """Traces from here on, for a program that was not started by `run`."""
        self._profile.enable()

    def stop(self):
        """Writes the trace. Later calls, and calls in forked children, do nothing."""
        if hasattr(self._profile, "disable"):
            self._profile.disable()
        if self._is_written or os.getpid() != self._pid:
            return
        self._is_written = True
        with self._uninterrupted():
            self._profile.create_stats()
            files = self._parts("_tracer_files")
            stats = files["clean_stats"](
                self._profile.stats, _OWN_FILES, self._labels, module_call_name()
            )
            try:
                path = os.path.join(self._folder, "%d" % self._pid)
                with open(path + ".interpreter", "w", encoding="utf-8", errors="surrogateescape") as file:
                    file.write("\n".join(self._interpreter()))
                files["write_stats"](stats, path + ".pstats")
            except OSError as error:
                sys.stderr.write("pyrometer: the trace could not be written: %s\n" % error)

    def _begin_in_child(self):
        """A forked child starts with nothing counted and leaves a file of its own."""
        self._pid = os.getpid()
        self._is_written = False
        self._profile.clear()
