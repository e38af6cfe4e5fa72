"""Samples as a file of JSON lines that grows while the program runs, so that a killed program leaves what it measured.

The first line is the header; every other line is a list whose first item says what it is. Tables are numbered from 0 in
the order of their lines; -1 is "none" or "unknown"; times are nanoseconds since the header's start::

    {"pyrometer": "samples", "version": 1, "start": NS_SINCE_1970, "pid": 7, "interpreter": ["CPython", "3.12.1", "/usr/bin/python3"]}
    ["func", NAME, FILE, FIRST_LINE]
    ["frame", FUNC, LINE, END_LINE, COLUMN, END_COLUMN]          columns and lines from 1
    ["stack", PARENT_STACK, FRAME]
    ["thread", NAME, TID, IS_MAIN]
    ["name", THREAD, NAME, TID]                                  what became known of a thread later
    ["run", THREAD, STACK, TIME, WALL, CPU, SAMPLES]             CPU is null where unknown
    ["mark", NAME, TIME, DURATION, THREAD]
    ["end", TIME, {"scheduled": N, "taken": N, "late": N, "cpu": NS}]
"""

import os
import time

try:
    from _json import encode_basestring_ascii as quote
except ImportError:
    from json.encoder import encode_basestring_ascii as quote


class StreamSink:
    """Takes what a sampler finds and appends it to a file at every `flush`.

    The file is opened anew for every write: a program that closes all its descriptors must not make us write elsewhere.
    """

    def __init__(self, path, interpreter):
        self._path = path
        self._pid = os.getpid()
        self._counts = {"func": 0, "frame": 0, "stack": 0, "thread": 0}
        self._lines = []
        self.start = time.time_ns()
        self._lines.append(
            '{"pyrometer": "samples", "version": 1, "start": %d, "pid": %d, "interpreter": [%s]}'
            % (self.start, self._pid, ", ".join(quote(text) for text in interpreter))
        )

    def func(self, name, file, line):
        return self._row("func", "%s, %s, %d" % (quote(name), quote(file), line))

    def frame(self, func, line, end_line, column, end_column):
        return self._row("frame", "%d, %d, %d, %d, %d" % (func, line, end_line, column, end_column))

    def stack(self, parent, frame):
        return self._row("stack", "%d, %d" % (parent, frame))

    def thread(self, name, tid, is_main):
        return self._row("thread", "%s, %d, %d" % (quote(name), tid, is_main))

    def name(self, thread, name, tid):
        self._lines.append('["name", %d, %s, %d]' % (thread, quote(name), tid))

    def run(self, thread, stack, start, wall, cpu, samples):
        known = "null" if cpu is None else "%d" % cpu
        self._lines.append('["run", %d, %d, %d, %d, %s, %d]' % (thread, stack, start, wall, known, samples))

    def mark(self, name, start, duration, thread):
        self._lines.append('["mark", %s, %d, %d, %d]' % (quote(name), start, duration, thread))

    def end(self, now, quality):
        figures = ", ".join('"%s": %d' % item for item in quality.items())
        self._lines.append('["end", %d, {%s}]' % (now, figures))
        self.flush()

    def flush(self):
        """Writes what there is. In a forked child nothing: the file is its parent's."""
        lines, self._lines = self._lines, []
        if not lines or os.getpid() != self._pid:
            return
        try:
            with open(self._path, "ab") as file:
                file.write(("\n".join(lines) + "\n").encode("ascii"))
        except OSError:
            # A full disk must not disturb the program; the reader sees that the end is missing.
            pass

    def _row(self, table, text):
        index = self._counts[table]
        self._counts[table] = index + 1
        self._lines.append('["%s", %s]' % (table, text))
        return index
