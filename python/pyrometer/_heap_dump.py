"""The file that a heap is written to, by the program whose heap it is.

`PYROHEAP`, version and 0 (two u32), then records. All numbers are little-endian; every record begins at a multiple of 8::

    tag (4 bytes), a number (u32, see below), bytes of the payload (u64), payload, zeros up to a multiple of 8

A file holds one or more snapshots, each from its SNAP to its DONE; a snapshot without DONE was cut off and counts for
nothing. Addresses are u64, `n` is the number of objects of the OBJS before. `JSON` payloads are UTF-8.

==== ============ ===========================================================================================
SNAP              JSON: name, time (ns since 1970, text), process, interpreter, command … of the program
OBJS type         u32 kind (1: on the collector's list, 2: not), u32 n, u32 own, u32 0; addresses u64[n]; sizes
                  u64[n]; then, for kind 1, how many references each has u32[n], `own` of them this recorder's
TEXT              what tells the objects from others: UTF-8, joined by a zero byte
INTS              the values of ints: i64[n]
ROWS labels       references: how many each has u32[n]; the addresses referred to. `labels`: 0 none, 1 places ("[3]")
NAMD number       references: label of each place u32[number]; addresses u64[n * number], object by object
LROW              references: how many each has u32[n]; addresses; a label for each u32 (0 none)
DICT              references: how many entries each has u32[n]; addresses of the keys; of the values
TYPS              JSON: [name, module] of each type
NAMS              JSON: the labels
ROOT              JSON: [address, reason] of what is alive by itself
DONE              JSON: excluded, steps (seconds), pause (seconds)
==== ============ ===========================================================================================

Parts of a payload that are not a multiple of 8 long are followed by zeros up to one.
"""

import os
import sys
from array import array

try:
    from _json import encode_basestring_ascii as quote
except ImportError:
    from json.encoder import encode_basestring_ascii as quote

MAGIC = b"PYROHEAP"
VERSION = 1
_IS_BIG = sys.byteorder == "big"
#: What is collected before it is written.
_PIECE = 1 << 20


class DumpWriter:
    """Writes records to a file, through a buffer of a MiB: a new file, or behind the first `after` bytes of one. While it
    is written to, other threads get the interpreter after `interval` seconds."""

    def __init__(self, path, after, interval):
        flags = os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0) | (0 if after else os.O_TRUNC)
        self._file = os.open(path, flags, 0o666)
        self._interval = interval
        self._pieces = []
        self._size = 0
        #: Bytes in the file.
        self.written = after
        if after:
            # What lies behind is of a snapshot that was cut off.
            os.ftruncate(self._file, after)
            os.lseek(self._file, after, os.SEEK_SET)
        else:
            self._put(MAGIC + array_bytes("I", (VERSION, 0)))

    def json(self, tag, value):
        """A record of JSON."""
        self.record(tag, 0, (encode(value).encode("ascii"),))

    def record(self, tag, number, parts):
        """A record; `parts` are bytes or arrays."""
        size = 0
        for part in parts:
            size += -(-_bytes(part) // 8) * 8
        self._put(tag + array_bytes("I", (number,)) + array_bytes("Q", (size,)))
        for part in parts:
            if _IS_BIG and isinstance(part, array):
                part = array(part.typecode, part)
                part.byteswap()
            self._put(part)
            rest = -_bytes(part) % 8
            if rest:
                self._put(b"\0" * rest)

    def close(self):
        self._flush()
        os.close(self._file)

    def _put(self, part):
        self._pieces.append(part)
        self._size += _bytes(part)
        if self._size >= _PIECE:
            self._flush()

    def _flush(self):
        patience = sys.getswitchinterval()
        sys.setswitchinterval(self._interval)
        for piece in self._pieces if self._size > 4 * _PIECE else (b"".join(self._pieces),):
            view = memoryview(piece).cast("B")
            while len(view):
                done = os.write(self._file, view[: 1 << 30])
                view = view[done:]
        sys.setswitchinterval(patience)
        self.written += self._size
        self._pieces = []
        self._size = 0


def array_bytes(code, numbers):
    """Numbers as little-endian bytes."""
    column = array(code, numbers)
    if _IS_BIG:
        column.byteswap()
    return column.tobytes()


def _bytes(part):
    return len(part) * part.itemsize if isinstance(part, array) else len(part)


def encode(value):
    """JSON of plain values; the module json would be one more that the program has not imported."""
    if type(value) is str:
        return quote(value)
    if type(value) is dict:
        return "{%s}" % ",".join([quote(key) + ":" + encode(item) for key, item in value.items()])
    if type(value) in (list, tuple):
        return "[%s]" % ",".join(map(encode, value))
    return {None: "null", True: "true", False: "false"}[value] if value is None or type(value) is bool else repr(value)
