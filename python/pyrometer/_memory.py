"""memory_usage: what a process, or a call of a function, takes of memory over time."""

import os
import subprocess
import sys
import time

from . import _memory_reader as reader

#: Names of backends, those of memory_profiler among them, and what they measure.
_BACKENDS = {
    None: "rss",
    "rss": "rss",
    "psutil": "rss",
    "posix": "rss",
    "pss": "pss",
    "psutil_pss": "pss",
    "uss": "uss",
    "psutil_uss": "uss",
    "tracemalloc": "tracemalloc",
}
#: A call that was read less often than this is made again, ten times as often read, down to the shortest interval (s).
_FEWEST_READINGS = 4
_SHORTEST = 1e-6
_FLUSH_EVERY = 50


def memory_usage(
    proc=-1,
    interval=0.1,
    timeout=None,
    timestamps=False,
    include_children=False,
    multiprocess=False,
    max_usage=False,
    retval=False,
    stream=None,
    backend=None,
    max_iterations=None,
):
    """Memory of a process, or of this one while a function runs, in MiB: the function of that name of memory_profiler, with
    the standard library alone.

    ``proc`` is a process id (-1: this process), a ``subprocess.Popen``, a function, or a tuple of a function, its arguments and
    its named arguments. A process is read every ``interval`` seconds until ``timeout`` is over, once where there is none; a
    Popen until it ends. A function is read from another process while it runs; one that is over after less than four
    readings **is called again** with a tenth of the interval, at most ``max_iterations`` times in all.

    Returns a list of readings; with ``timestamps`` of pairs of a reading and a time, with ``max_usage`` the largest reading,
    with ``retval`` a pair of all that and what the function returned. ``include_children`` adds the memory of all processes
    that were started; ``multiprocess`` makes each reading a list of the process and each of them. With ``stream`` readings
    are written there as mprof does, and nothing is returned. ``backend``: "rss" (also "psutil", "posix"), "pss"
    ("psutil_pss"), "uss" ("psutil_uss"), or "tracemalloc" for what Python's own allocator gave out to this process.
    """
    if backend not in _BACKENDS:
        names = ", ".join(sorted(name for name in _BACKENDS if name is not None))
        raise ValueError("Unknown backend %r: expected one of %s" % (backend, names))
    measure = _BACKENDS[backend]
    look = _Look(measure, include_children, multiprocess, timestamps or stream is not None, stream)
    call = _call_of(proc)
    if call is not None:
        limit = max_iterations if timeout is None else int(round(timeout / interval))
        return _usage_of_call(call, interval, limit, max_usage, retval, look)
    if measure == "tracemalloc" and proc not in (-1, os.getpid()):
        raise ValueError("tracemalloc measures this process only")
    popen = proc if isinstance(proc, subprocess.Popen) else None
    pid = popen.pid if popen is not None else os.getpid() if int(proc) == -1 else int(proc)
    most = int(round(timeout / interval)) if timeout is not None else 1 if popen is None else None
    return _usage_of_process(pid, popen, interval, most, max_usage, look)


class _Look:
    """How a process is read and what a reading becomes."""

    def __init__(self, measure, include_children, multiprocess, timestamps, stream):
        self.measure = measure
        self.include_children = include_children
        self.multiprocess = multiprocess
        self.timestamps = timestamps
        self.stream = stream

    def read(self, pid):
        if self.measure == "tracemalloc":
            return _traced()
        return reader.usage(pid, self.measure, self.include_children)

    def shown(self, used, moment, children=()):
        """A reading as it is returned."""
        reading = (used, moment) if self.timestamps else used
        return [reading] + list(children) if self.multiprocess else reading

    def write(self, used, moment, children=()):
        self.stream.write("MEM %.6f %.4f\n" % (used, moment))
        for number, child in enumerate(children):
            self.stream.write("CHLD %d %.6f %.4f\n" % (number, child, moment))


def _call_of(proc):
    """A function and its arguments; None where proc is no call."""
    if callable(proc):
        return proc, (), {}
    if not isinstance(proc, (list, tuple)):
        return None
    if not 1 <= len(proc) <= 3:
        raise ValueError("Expected a function, its arguments and its named arguments, got %d values" % len(proc))
    arguments = proc[1] if len(proc) > 1 else ()
    named = proc[2] if len(proc) > 2 else {}
    return proc[0], arguments, named


def _usage_of_process(pid, popen, interval, most, max_usage, look):
    taken = []
    largest = -1
    count = 0
    while most is None or count < most:
        count += 1
        used = look.read(pid)
        if max_usage:
            largest = max(largest, used)
        else:
            children = reader.children_usage(pid, look.measure) if look.multiprocess else ()
            if look.stream is not None:
                look.write(used, time.time(), children)
            else:
                taken.append(look.shown(used, time.time(), children))
        time.sleep(interval)
        # So that a file that is watched shows what comes.
        if look.stream is not None and count % _FLUSH_EVERY == 0:
            look.stream.flush()
        if popen is not None and popen.poll() is not None:
            break
    if look.stream is not None:
        return None
    return largest if max_usage else taken


def _usage_of_call(call, interval, limit, max_usage, retval, look):
    function, arguments, named = call
    calls = 0
    while True:
        calls += 1
        watcher = _TracedWatcher(interval) if look.measure == "tracemalloc" else _Watcher(interval, max_usage, look)
        try:
            returned = function(*arguments, **named)
        except BaseException:
            watcher.cancel()
            raise
        taken, count = watcher.finish()
        if count > _FEWEST_READINGS or calls == limit or interval < _SHORTEST:
            break
        interval /= 10.0
    if look.stream is not None:
        for used, moment in taken:
            look.write(used, moment)
        return None
    if max_usage:
        used, moment = max(taken, key=lambda reading: reading[0])
        shown = (used, moment) if look.timestamps else used
    else:
        shown = [(used, moment) if look.timestamps else used for used, moment in taken]
    return (shown, returned) if retval else shown


class _Watcher:
    """Another process that reads this one: it is not held up by what this one computes."""

    def __init__(self, interval, max_usage, look):
        first = [look.read(os.getpid()), time.time()]
        flags = ["1" if flag else "0" for flag in (look.include_children, max_usage)]
        command = [sys.executable, "-I", "-S", reader.__file__, str(os.getpid()), repr(interval), look.measure]
        self._process = subprocess.Popen(command + flags, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._first = first
        if self._process.stdout.readline() != b"ready\n":
            self.cancel()
            raise RuntimeError("The process that reads memory did not start")

    def finish(self):
        import json

        output, _ = self._process.communicate()
        taken, count = json.loads(output.decode("ascii"))
        return [self._first] + taken, count + 1

    def cancel(self):
        self._process.kill()
        self._process.communicate()


class _TracedWatcher:
    """A thread that asks tracemalloc, which only answers in its own process."""

    def __init__(self, interval):
        import threading
        import tracemalloc

        self._was_tracing = tracemalloc.is_tracing()
        if not self._was_tracing:
            tracemalloc.start()
        self._taken = [[_traced(), time.time()]]
        self._interval = interval
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self):
        while not self._end.wait(self._interval):
            self._taken.append([_traced(), time.time()])

    def finish(self):
        self._taken.append([_traced(), time.time()])
        self.cancel()
        return self._taken, len(self._taken)

    def cancel(self):
        import tracemalloc

        self._end.set()
        self._thread.join()
        if not self._was_tracing:
            tracemalloc.stop()


def _traced():
    import tracemalloc

    if not tracemalloc.is_tracing():
        raise RuntimeError("tracemalloc is not tracing: call tracemalloc.start() first")
    return tracemalloc.get_traced_memory()[0] / reader.MEBIBYTE
