"""The tables of a recording, built in memory and written as a `.pyrometer` file (see _columns.py)."""

import json
import os
import sys
from array import array

from ._columns import (
    BUILTIN,
    CALL_EDGES,
    CALL_ROWS,
    FILE_VERSION,
    LINE_ROWS,
    MARKS,
    NAN,
    POINTS,
    PYTHON,
    SAMPLES,
    SHARED,
    Table,
    bytes_of,
    write_zip,
)


def value_type(name, unit, precision, kind="sum"):
    """A value type as `recording.json` describes it."""
    return {"name": name, "unit": unit, "kind": kind, "precision": precision}


_SAMPLED_TYPES = [
    value_type("wall", "nanoseconds", "sampled"),
    value_type("cpu", "nanoseconds", "sampled"),
    value_type("samples", "count", "exact"),
]


class Tables:
    """A recording in the making. Also the sink of a sampler: see _stream.py for the methods."""

    def __init__(self):
        self._strings = {"": 0}
        self._sources = {}
        self._shared = {name: Table("shared/" + name, columns) for name, columns in SHARED.items()}
        self._samples = Table("stacks/samples", SAMPLES)
        self._weights = [array("d"), array("d"), array("d")]
        self._marks = Table("marks", MARKS)
        self._rows = Table("calls/rows", CALL_ROWS)
        self._edges = Table("calls/edges", CALL_EDGES)
        self._times = {name: array("d") for name in ("self", "total", "edgeSelf", "edgeTotal")}
        self._process = self._shared["processes"].add(pid=os.getpid(), name=self.string(sys.argv[0] if sys.argv else ""))
        self._lines = Table("lines/rows", LINE_ROWS)
        self._line_values = []
        self._timelines = []
        self._counters = []
        #: Value types of the lines; None where there is no such part.
        self.line_types = None
        self.has_samples = self.has_calls = False
        self._has_cpu = False
        self.quality = None

    def string(self, text):
        return self._strings.setdefault(text, len(self._strings))

    def source(self, path):
        if path not in self._sources:
            self._sources[path] = self._shared["sources"].add(path=self.string(path))
        return self._sources[path]

    def embed(self, path, text):
        """Keeps the text of a source, so that the recording can be read where the file is not."""
        self._shared["sources"].arrays["text"][self.source(path)] = self.string(text)

    def unread_sources(self):
        """Paths of the sources whose text is not kept."""
        texts = self._shared["sources"].arrays["text"]
        return [path for path, source in self._sources.items() if texts[source] == -1]

    def text_of(self, path):
        """The text of a source that was kept, None without."""
        text = self._shared["sources"].arrays["text"][self._sources[path]] if path in self._sources else -1
        return None if text == -1 else self.texts()[text]

    def func(self, name, file, line):
        return self._shared["funcs"].add(name=self.string(name), source=self.source(file), line=line, kind=PYTHON)

    def frame(self, func, line, end_line, column, end_column):
        return self._shared["frames"].add(
            func=func, line=line, endLine=end_line, column=column, endColumn=end_column
        )

    def stack(self, parent, frame):
        return self._shared["stacks"].add(prefix=parent, frame=frame)

    def thread(self, name, tid, is_main):
        known = NAN if tid < 0 else tid
        return self._shared["threads"].add(
            process=self._process, name=self.string(name), tid=known, kind=PYTHON, isMain=int(is_main)
        )

    def name(self, thread, name, tid):
        columns = self._shared["threads"].arrays
        columns["name"][thread] = self.string(name)
        if tid >= 0:
            columns["tid"][thread] = tid

    def run(self, thread, stack, start, wall, cpu, samples):
        self.has_samples = True
        self._has_cpu = self._has_cpu or cpu is not None
        self._samples.add(stack=stack, thread=thread, time=start)
        for column, value in zip(self._weights, (wall, cpu or 0, samples)):
            column.append(value)

    def mark(self, name, start, duration, thread):
        self._marks.add(name=self.string(name), time=max(0, start), duration=duration, thread=thread)

    def begin_lines(self, types):
        """Starts the lines part anew; `types` are the value types of its figures."""
        self.line_types = types
        self._lines = Table("lines/rows", LINE_ROWS)
        self._line_values = [array("d") for _ in types]

    def line(self, source, line, func, hits, values):
        """Figures of a line, one for each value type."""
        self._lines.add(source=source, line=line, func=func, hits=hits)
        for column, value in zip(self._line_values, values):
            column.append(value)

    def timeline(self, name, unit, kind, points):
        """A value over time of this process: pairs of nanoseconds since the start, and the value."""
        table = Table("timelines/%d" % len(self._timelines), POINTS)
        for moment, value in points:
            table.add(time=moment, value=value)
        self._timelines.append((table, {"name": name, "unit": unit, "kind": kind, "process": self._process}))

    def counter(self, name, unit, value):
        """A named total."""
        self._counters.append({"name": name, "unit": unit, "value": value})

    def end(self, now, quality):
        """Called every time the sampler stops; figures of several regions add up."""
        before = self.quality or {}
        self.quality = {key: value + before.get(key, 0) for key, value in quality.items()}

    def flush(self):
        """Nothing to do: all stays in memory until the recording is written."""

    def add_stats(self, stats):
        """Fills the calls part from a table of cProfile."""
        self.has_calls = True
        numbers = {}
        for key in list(stats) + [caller for entry in stats.values() for caller in entry[4]]:
            if key not in numbers:
                numbers[key] = self._rows.add(func=self._stats_func(*key))
                for name in ("self", "total"):
                    self._times[name].append(0.0)
        for key, (primitive, calls, self_time, total, callers) in stats.items():
            row = numbers[key]
            self._rows.arrays["calls"][row] = calls
            self._rows.arrays["primitiveCalls"][row] = primitive
            self._times["self"][row] = self_time
            self._times["total"][row] = total
            for caller, cost in callers.items():
                self._add_edge(numbers[caller], row, cost)

    def _add_edge(self, caller, callee, cost):
        # The pure-Python profiler only counts calls.
        calls, primitive, self_time, total = cost if isinstance(cost, tuple) else (cost, NAN, NAN, NAN)
        self._edges.add(caller=caller, callee=callee, calls=calls, primitiveCalls=primitive)
        self._times["edgeSelf"].append(self_time)
        self._times["edgeTotal"].append(total)

    def _stats_func(self, file, line, name):
        add = self._shared["funcs"].add
        if (file, line) == ("~", 0):
            return add(name=self.string(name), line=0, kind=BUILTIN)
        return add(name=self.string(name), source=self.source(file), line=line, kind=PYTHON)

    def columns(self, name):
        """The columns of a shared table."""
        return self._shared[name].arrays

    def samples(self):
        """The columns of the samples, and their wall time, CPU time and number."""
        return self._samples.arrays, self._weights

    def texts(self):
        """The text of each string by its number."""
        return list(self._strings)

    def write(self, path, meta):
        """Writes the recording in one step: a reader finds all of it or what was there before."""
        folder = os.path.dirname(path)
        if folder:
            os.makedirs(folder, exist_ok=True)
        temporary = "%s.%d.part" % (path, os.getpid())
        try:
            with open(temporary, "wb") as file:
                write_zip(file, self._files(meta))
            os.replace(temporary, path)
        except BaseException:
            try:
                os.unlink(temporary)
            except OSError:
                pass
            raise

    def _files(self, meta):
        self._sort_marks()
        tables = list(self._shared.values())
        weights = []
        if self.has_samples:
            tables.append(self._samples)
            kept = self._weights if self._has_cpu else [self._weights[0], self._weights[2]]
            weights += [("stacks/weights/%d.f64" % k, column) for k, column in enumerate(kept)]
        if self.has_calls:
            tables += [self._rows, self._edges]
            weights += [("calls/%s/0.f64" % name, column) for name, column in self._times.items()]
        if self.line_types is not None:
            tables.append(self._lines)
            weights += [("lines/values/%d.f64" % k, column) for k, column in enumerate(self._line_values)]
        tables += [table for table, _ in self._timelines]
        if self._marks.length:
            tables.append(self._marks)
        yield "recording.json", json.dumps(self._describe(meta, tables)).encode("utf-8")
        texts = [text.encode("utf-8", "replace") for text in self._strings]
        ends, end = array("i"), 0
        for text in texts:
            end += len(text)
            ends.append(end)
        yield "shared/strings.utf8", b"".join(texts)
        yield "shared/strings.i32", bytes_of(ends)
        for table in tables:
            for file in table.files():
                yield file
        for path, column in weights:
            yield path, bytes_of(column)

    def _describe(self, meta, tables):
        stacks = calls = None
        if self.has_samples:
            types = _SAMPLED_TYPES if self._has_cpu else [_SAMPLED_TYPES[0], _SAMPLED_TYPES[2]]
            stacks = {"valueTypes": types, "defaultValueType": 0, "isTimed": True}
        if self.has_calls:
            calls = {"valueTypes": [value_type("time", "seconds", "exact")]}
        return {
            "format": "pyrometer",
            "version": FILE_VERSION,
            "meta": meta,
            "strings": len(self._strings),
            "lengths": {table.path: table.length for table in tables},
            "stacks": stacks,
            "calls": calls,
            "lines": None if self.line_types is None else {"valueTypes": self.line_types},
            "timelines": [about for _, about in self._timelines],
            "marks": self._marks.length > 0,
            "counters": self._counters,
        }

    def _sort_marks(self):
        columns = self._marks.arrays
        order = sorted(range(self._marks.length), key=columns["time"].__getitem__)
        for name, column in columns.items():
            columns[name] = array(column.typecode, [column[i] for i in order])
