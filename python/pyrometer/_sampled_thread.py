"""A thread as the sampler sees it: what it is called, its time on a processor, the samples it is in."""

import _thread
import os
import sys

_TASKS = "/proc/self/task/"


class SampledThread:
    """One thread and the run of equal samples it is in."""

    def __init__(self, ident, sink, start, numbers):
        name, self._tid, is_main = _describe(ident)
        self._name = name or ("MainThread" if is_main else "Thread-0x%x" % ident)
        self._ident = ident
        if (ident, self._tid) not in numbers:
            numbers[(ident, self._tid)] = sink.thread(self._name, self._tid, is_main)
        self.index = numbers[(ident, self._tid)]
        self._told = (self._name, self._tid)
        self._file = _open_schedstat(self._tid)
        self._cpu = self._read_cpu()
        self.begin_run(None, start)

    def begin_run(self, stack, start):
        self.stack, self._start, self._wall, self._samples = stack, start, 0, 0
        self._run_cpu = None

    def extend(self, wall, cpu):
        if self._tid < 0:
            # A thread can be seen before it has entered itself into threading's books.
            self._identify()
        self._wall += wall
        self._samples += 1
        if cpu is not None:
            self._run_cpu = cpu + (self._run_cpu or 0)

    def write_run(self, sink):
        if self._samples > 0:
            sink.run(self.index, self.stack, self._start, self._wall, self._run_cpu, self._samples)

    def _identify(self):
        self._tid = _describe(self._ident)[1]
        if self._tid >= 0:
            self._file = _open_schedstat(self._tid)
            self._cpu = self._read_cpu()

    def rename(self, sink):
        """Tells the sink what the thread is called by now, if that is news."""
        name = _describe(self._ident)[0] or self._name
        if (name, self._tid) != self._told:
            self._name = name
            self._told = (name, self._tid)
            sink.name(self.index, name, self._tid)

    def cpu_since_last(self):
        """Nanoseconds on a processor since the last sample, None where the system does not say."""
        before, self._cpu = self._cpu, self._read_cpu()
        return None if before is None or self._cpu is None else max(0, self._cpu - before)

    def close(self):
        if self._file is not None:
            try:
                os.close(self._file)
            except OSError:
                pass
            self._file = None

    def _read_cpu(self):
        if self._file is None:
            return None
        try:
            return int(os.pread(self._file, 64, 0).split(b" ", 1)[0])
        except (OSError, ValueError):
            return None


def _open_schedstat(tid):
    """The kernel's account of one thread's time on a processor (Linux), None elsewhere."""
    if tid < 0 or not os.path.isdir(_TASKS):
        return None
    try:
        return os.open(_TASKS + "%d/schedstat" % tid, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None


def _describe(ident):
    """Name (None unknown), system's thread id (-1 unknown) and whether it is the main thread."""
    threading = sys.modules.get("threading")
    # The bookkeeping is read without its lock: this must never wait for the program.
    thread = getattr(threading, "_active", {}).get(ident)
    if thread is not None:
        is_main = thread is getattr(threading, "_main_thread", None)
        return thread.name, getattr(thread, "native_id", None) or -1, is_main
    is_main = ident == _main_ident
    return None, os.getpid() if is_main and sys.platform == "linux" else -1, is_main


_main_ident = _thread.get_ident()
