"""The tables of a recording, built in memory and written as a `.pyrometer` file (see docs/file-format.md of Pyrometer).

A `.pyrometer` file is a zip: `recording.json` describes the parts, every other file is a column of little-endian numbers,
stored at a multiple of 8 bytes. Columns and their types are those of src/model/tables.ts, file version 1.
"""

import json
import os
import sys
from array import array

FILE_VERSION = 1
_NAN = float("nan")
_TYPES = {"i32": "i", "u8": "B", "f64": "d", "u64": "Q"}
_PYTHON, _BUILTIN = 1, 2

# Table, column, type, and what a row gets that does not say.
_SHARED = {
    "sources": {"path": ("i32", 0), "text": ("i32", -1)},
    "libs": {
        "name": ("i32", 0),
        "path": ("i32", 0),
        "buildId": ("i32", -1),
        "start": ("u64", 0),
        "end": ("u64", 0),
        "offset": ("u64", 0),
    },
    "funcs": {
        "name": ("i32", 0),
        "systemName": ("i32", -1),
        "source": ("i32", -1),
        "line": ("i32", -1),
        "lib": ("i32", -1),
        "kind": ("u8", 0),
    },
    "frames": {
        "func": ("i32", 0),
        "line": ("i32", -1),
        "column": ("i32", -1),
        "endLine": ("i32", -1),
        "endColumn": ("i32", -1),
        "lib": ("i32", -1),
        "address": ("u64", 0),
        "inlined": ("u8", 0),
    },
    "stacks": {"prefix": ("i32", -1), "frame": ("i32", 0)},
    "processes": {
        "pid": ("i32", -1),
        "parent": ("i32", -1),
        "name": ("i32", 0),
        "command": ("i32", -1),
        "start": ("f64", _NAN),
        "end": ("f64", _NAN),
    },
    "threads": {
        "process": ("i32", -1),
        "tid": ("f64", _NAN),
        "name": ("i32", 0),
        "kind": ("u8", 0),
        "isMain": ("u8", 0),
        "awaitedBy": ("i32", -1),
        "cpu": ("f64", _NAN),
    },
    "labels": {"set": ("i32", 0), "key": ("i32", 0), "text": ("i32", -1), "number": ("f64", _NAN), "unit": ("i32", -1)},
}
_SAMPLES = {
    "stack": ("i32", -1),
    "thread": ("i32", -1),
    "time": ("f64", _NAN),
    "state": ("u8", 0),
    "wait": ("i32", -1),
    "flags": ("u8", 0),
    "labels": ("i32", -1),
}
_CALL_ROWS = {"func": ("i32", 0), "calls": ("f64", _NAN), "primitiveCalls": ("f64", _NAN)}
_CALL_EDGES = {
    "caller": ("i32", 0),
    "callee": ("i32", 0),
    "calls": ("f64", _NAN),
    "primitiveCalls": ("f64", _NAN),
    "line": ("i32", -1),
}
_MARKS = {"name": ("i32", 0), "time": ("f64", 0.0), "duration": ("f64", 0.0), "thread": ("i32", -1)}


def value_type(name, unit, precision):
    return {"name": name, "unit": unit, "kind": "sum", "precision": precision}


_SAMPLED_TYPES = [
    value_type("wall", "nanoseconds", "sampled"),
    value_type("cpu", "nanoseconds", "sampled"),
    value_type("samples", "count", "exact"),
]


class _Table:
    def __init__(self, path, columns):
        self.path = path
        self._columns = columns
        self.arrays = {name: array(_TYPES[kind]) for name, (kind, _) in columns.items()}
        self.length = 0

    def add(self, **row):
        for name, (_, fallback) in self._columns.items():
            self.arrays[name].append(row.get(name, fallback))
        self.length += 1
        return self.length - 1

    def files(self):
        for name, (kind, _) in self._columns.items():
            yield "%s/%s.%s" % (self.path, name, kind), _bytes_of(self.arrays[name])


class Tables:
    """A recording in the making. Also the sink of a sampler: see _stream.py for the methods."""

    def __init__(self):
        self._strings = {"": 0}
        self._sources = {}
        self._shared = {name: _Table("shared/" + name, columns) for name, columns in _SHARED.items()}
        self._samples = _Table("stacks/samples", _SAMPLES)
        self._weights = [array("d"), array("d"), array("d")]
        self._marks = _Table("marks", _MARKS)
        self._rows = _Table("calls/rows", _CALL_ROWS)
        self._edges = _Table("calls/edges", _CALL_EDGES)
        self._times = {name: array("d") for name in ("self", "total", "edgeSelf", "edgeTotal")}
        self._process = self._shared["processes"].add(pid=os.getpid(), name=self.string(sys.argv[0] if sys.argv else ""))
        self.has_samples = self.has_calls = False
        self._has_cpu = False
        self.quality = None

    def string(self, text):
        return self._strings.setdefault(text, len(self._strings))

    def source(self, path):
        if path not in self._sources:
            self._sources[path] = self._shared["sources"].add(path=self.string(path))
        return self._sources[path]

    def func(self, name, file, line):
        return self._shared["funcs"].add(name=self.string(name), source=self.source(file), line=line, kind=_PYTHON)

    def frame(self, func, line, end_line, column, end_column):
        return self._shared["frames"].add(
            func=func, line=line, endLine=end_line, column=column, endColumn=end_column
        )

    def stack(self, parent, frame):
        return self._shared["stacks"].add(prefix=parent, frame=frame)

    def thread(self, name, tid, is_main):
        known = _NAN if tid < 0 else tid
        return self._shared["threads"].add(
            process=self._process, name=self.string(name), tid=known, kind=_PYTHON, isMain=int(is_main)
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
        calls, primitive, self_time, total = cost if isinstance(cost, tuple) else (cost, _NAN, _NAN, _NAN)
        self._edges.add(caller=caller, callee=callee, calls=calls, primitiveCalls=primitive)
        self._times["edgeSelf"].append(self_time)
        self._times["edgeTotal"].append(total)

    def _stats_func(self, file, line, name):
        add = self._shared["funcs"].add
        if (file, line) == ("~", 0):
            return add(name=self.string(name), line=0, kind=_BUILTIN)
        return add(name=self.string(name), source=self.source(file), line=line, kind=_PYTHON)

    def write(self, path, meta):
        """Writes the recording in one step: a reader finds all of it or what was there before."""
        folder = os.path.dirname(path)
        if folder:
            os.makedirs(folder, exist_ok=True)
        temporary = "%s.%d.part" % (path, os.getpid())
        try:
            with open(temporary, "wb") as file:
                _write_zip(file, self._files(meta))
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
        if self._marks.length:
            tables.append(self._marks)
        yield "recording.json", json.dumps(self._describe(meta, tables)).encode("utf-8")
        texts = [text.encode("utf-8", "replace") for text in self._strings]
        ends, end = array("i"), 0
        for text in texts:
            end += len(text)
            ends.append(end)
        yield "shared/strings.utf8", b"".join(texts)
        yield "shared/strings.i32", _bytes_of(ends)
        for table in tables:
            for file in table.files():
                yield file
        for path, column in weights:
            yield path, _bytes_of(column)

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
            "lines": None,
            "timelines": [],
            "marks": self._marks.length > 0,
            "counters": [],
        }

    def _sort_marks(self):
        columns = self._marks.arrays
        order = sorted(range(self._marks.length), key=columns["time"].__getitem__)
        for name, column in columns.items():
            columns[name] = array(column.typecode, [column[i] for i in order])


def _bytes_of(column):
    if sys.byteorder == "big":
        column = array(column.typecode, column)
        column.byteswap()
    return column.tobytes()


def _write_zip(file, files):
    import struct
    import zipfile

    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, data in files:
            info = zipfile.ZipInfo(name)
            # An extra field that only pads (zipalign's), so that the data start at a multiple of 8.
            start = file.tell() + 30 + len(name.encode("utf-8")) + 4
            padding = -start % 8
            info.extra = struct.pack("<HH", 0xD935, padding) + bytes(padding)
            archive.writestr(info, data)
