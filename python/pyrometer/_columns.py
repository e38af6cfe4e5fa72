"""The columns of a `.pyrometer` file (see docs/file-format.md of Pyrometer) and how they are written.

A `.pyrometer` file is a zip: `recording.json` describes the parts, every other file is a column of little-endian numbers,
stored at a multiple of 8 bytes. Columns and their types are those of src/model/tables.ts, file version 1.
"""

import sys
from array import array

FILE_VERSION = 1
NAN = float("nan")
_TYPES = {"i32": "i", "u8": "B", "f64": "d", "u64": "Q"}
PYTHON, BUILTIN = 1, 2

# Table, column, type, and what a row gets that does not say.
SHARED = {
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
        "start": ("f64", NAN),
        "end": ("f64", NAN),
    },
    "threads": {
        "process": ("i32", -1),
        "tid": ("f64", NAN),
        "name": ("i32", 0),
        "kind": ("u8", 0),
        "isMain": ("u8", 0),
        "awaitedBy": ("i32", -1),
        "cpu": ("f64", NAN),
    },
    "labels": {"set": ("i32", 0), "key": ("i32", 0), "text": ("i32", -1), "number": ("f64", NAN), "unit": ("i32", -1)},
}
SAMPLES = {
    "stack": ("i32", -1),
    "thread": ("i32", -1),
    "time": ("f64", NAN),
    "state": ("u8", 0),
    "wait": ("i32", -1),
    "flags": ("u8", 0),
    "labels": ("i32", -1),
}
CALL_ROWS = {"func": ("i32", 0), "calls": ("f64", NAN), "primitiveCalls": ("f64", NAN)}
CALL_EDGES = {
    "caller": ("i32", 0),
    "callee": ("i32", 0),
    "calls": ("f64", NAN),
    "primitiveCalls": ("f64", NAN),
    "line": ("i32", -1),
}
MARKS = {"name": ("i32", 0), "time": ("f64", 0.0), "duration": ("f64", 0.0), "thread": ("i32", -1)}
LINE_ROWS = {"source": ("i32", 0), "line": ("i32", 0), "func": ("i32", -1), "hits": ("f64", NAN)}
POINTS = {"time": ("f64", 0.0), "value": ("f64", NAN)}


class Table:
    """Columns of one table, row by row."""

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
            yield "%s/%s.%s" % (self.path, name, kind), bytes_of(self.arrays[name])


def bytes_of(column):
    """The little-endian bytes of an array."""
    if sys.byteorder == "big":
        column = array(column.typecode, column)
        column.byteswap()
    return column.tobytes()


def write_zip(file, files):
    """Writes (name, bytes) pairs as a zip whose files start at multiples of 8."""
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
