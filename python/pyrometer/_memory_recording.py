"""Resident memory over time, for a part of a program: mode 'memory' of a Recording."""

import os
import threading
import time

from . import _memory_reader as reader
from ._line_recording import no_such_function
from ._memory_lines_recording import LineMemory
from ._recorders import Recorder, quality_of
from ._saver import keep_signals_out
from ._tables import Tables

_KIB = 1024


class Memory(Recorder):
    """Records by a thread that reads what this process has. It gets its turn after the interpreter's switch interval, and
    not at all while C code holds the lock; the kernel's own peak fills that in."""

    def __init__(self, settings):
        super().__init__(settings)
        rate = settings["rate"]
        if not 0 < rate <= 1000:
            raise ValueError("expected a rate above 0 and up to 1000 readings per second, got %r" % (rate,))
        self._interval = 1.0 / rate
        self._readings = []
        self._peaks = []
        self._scheduled = self._cpu = 0
        self._thread = None
        self._lines = LineMemory(settings["functions"])

    def begin(self, now):
        self._origin = time.perf_counter_ns() - now
        self._peak_before = kernel_peak()
        self._read()
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        if self._lines:
            self._lines.begin()

    def end(self):
        if self._lines:
            self._lines.end()
        self._end.set()
        self._thread.join()
        self._read()
        peak = kernel_peak()
        # The kernel's peak is of the whole life of the process: of this region only where it rose in it.
        if peak is not None and self._peak_before is not None and peak > self._peak_before:
            self._peaks.append((self._now(), peak))

    def tables(self):
        tables = Tables()
        tables.timeline("rss", "bytes", "gauge", self._readings)
        if self._peaks and max(value for _, value in self._readings) <= self._peaks[-1][1]:
            tables.timeline("peak-rss", "bytes", "gauge", self._peaks)
        if self._lines:
            self._lines.fill(tables)
        return tables

    def described(self):
        settings = {name: value for name, value in self.settings.items() if name != "functions"}
        return dict(settings, **(self._lines.described() if self._lines else {}))

    def spans(self):
        return self._lines.take_spans()

    def warnings(self):
        return [no_such_function(*pattern) for pattern in self._lines.unmatched()]

    def counted(self):
        """Memory of lines, see LineMemory.counted."""
        return self._lines.counted()

    def quality(self, _tables, elapsed):
        taken = len(self._readings)
        return quality_of(
            askedRate=float(self.settings["rate"]),
            achievedRate=taken * 1e9 / elapsed if elapsed else None,
            takenTicks=taken,
            recorderCpu=self._cpu,
        )

    def _run(self):
        keep_signals_out()
        while not self._end.wait(self._interval):
            self._read()
            self._cpu = time.thread_time_ns()

    def _read(self):
        used = reader.usage(os.getpid(), "rss", self.settings["include_children"]) * reader.MEBIBYTE
        self._readings.append((self._now(), round(used)))

    def _now(self):
        return time.perf_counter_ns() - self._origin


def kernel_peak():
    """The most that this process ever had resident, in bytes, by the kernel's own account (VmHWM); None where it has none."""
    try:
        with open("/proc/self/status", "rb") as file:
            for line in file:
                if line.startswith(b"VmHWM:"):
                    return int(line.split()[1]) * _KIB
    except (OSError, ValueError, IndexError):
        pass
    return None
