"""A snapshot of a program's heap, made by the program itself: every object and who refers to it."""

import gc
import os
import sys
import time

#: Files that hold snapshots of this process: bytes up to the end of the last whole one; while a copy of the process writes
#: one, the pipe by which it says where that ends, and where it begins.
_files = {}
#: The process they are of: a forked one begins anew.
_owner = [os.getpid()]
#: Seconds for which no other thread asks for the interpreter.
_PATIENCE = 10.0
_PARTS = ("_heap_dump", "_heap_walk", "_heap_rows", "_heap_types", "_heap_roots")


class HeapError(RuntimeError):
    """The heap of this interpreter cannot be read."""


def heap(path=None, *, name=None, collect=False, fork=False):
    """Writes what is on the heap, every object and who refers to it, to a file that `pyrometer heap FILE` reads; returns
    its path. Again with the same path: one more snapshot in the same file.

    `name` is what the snapshot is called. With `collect` garbage is collected first; otherwise cycles of garbage are in it,
    and can be found. With `fork` a copy of the process does the work (os.fork), so that the program goes on at once; for
    systems that have it, and programs whose other threads hold no locks that a copy would wait for.

    Nothing of the program's own runs: no `__repr__`, `__sizeof__`, `__eq__`, `__hash__`, `__len__`, no properties.
    Other threads stand still but for moments; the collector is off meanwhile. CPython 3.8 and newer.
    """
    if sys.implementation.name != "cpython":
        raise HeapError("the heap of %s cannot be read; CPython's can" % sys.implementation.name)
    from . import _heap_dump, _heap_roots, _heap_rows, _heap_types, _heap_walk

    modules = (_heap_dump, _heap_walk, _heap_rows, _heap_types, _heap_roots)
    parts = dict(zip(_PARTS, map(vars, modules)))
    from ._recording import _default_path

    if path is None:
        title = os.path.basename(sys.argv[0] if sys.argv and sys.argv[0] else "python")
        path = _default_path(title)
    return take_snapshot(os.path.abspath(os.fspath(path)), parts, name=name, collect=collect, fork=fork)


def take_snapshot(path, parts, name=None, collect=False, fork=False):
    """As `heap`, of the recorder's own parts, given by their namespaces."""
    if fork and not hasattr(os, "fork"):
        raise HeapError("fork=True needs os.fork, which this system does not have")
    if _owner[0] != os.getpid():
        _files.clear()
        _owner[0] = os.getpid()
    wait_for_copy(path)
    # The same file may meanwhile have been replaced or removed by others.
    after = _files.get(path, 0)
    if after and (not os.path.isfile(path) or os.path.getsize(path) < after):
        after = 0
    folder = os.path.dirname(path)
    if not os.path.isdir(folder):
        os.makedirs(folder)
    if collect:
        gc.collect()
    title = name or "snapshot"
    # Before a copy is made, which has the thread that makes it only.
    found = parts["_heap_roots"]["find_roots"](parts["_heap_types"]["find"])
    write = _Writing(path, after, parts, title, found).write
    if fork:
        import atexit

        atexit.unregister(wait_for_copies)
        atexit.register(wait_for_copies)
    _files[path] = _in_copy(write, after) if fork else write()
    return path


def wait_for_copy(path):
    """Waits until the copy of the process that writes a snapshot to this path has done so."""
    pipe = _files.get(path)
    if not isinstance(pipe, tuple):
        return
    with open(pipe[0], "rb") as end:
        size = end.read()
    _files[path] = int(size) if size else pipe[1]


def wait_for_copies():
    """Waits for all of them, at the end of the process that made them."""
    for path in list(_files) if _owner[0] == os.getpid() else ():
        wait_for_copy(path)


class _Writing:
    """One snapshot behind the first `after` bytes of a file; `found` is what is alive by itself."""

    def __init__(self, path, after, parts, name, found):
        self._path = path
        self._after = after
        self._parts = parts
        self._name = name
        self._found = found

    def write(self):
        """Writes it; returns how long the file is then."""
        self._began = time.perf_counter()
        was_enabled, interval = gc.isenabled(), sys.getswitchinterval()
        gc.disable()
        # Other threads get the interpreter only where the file is written to.
        sys.setswitchinterval(_PATIENCE)
        try:
            return self._walk(interval)
        finally:
            sys.setswitchinterval(interval)
            if was_enabled:
                gc.enable()

    def _walk(self, interval):
        own = self._parts["_heap_roots"]["own_objects"]([globals()] + list(self._parts.values()), sys._getframe())
        own[id(own)] = id(dict)
        objects = gc.get_objects()
        count = len(objects)
        steps = {"list": self._elapsed()}
        groups = self._parts["_heap_walk"]["group_by_type"](objects)
        del objects
        kinds = set(own.values())
        for i, group in enumerate(groups):
            if id(type(group[0])) in kinds:
                groups[i] = [item for item in group if id(item) not in own]
        groups = [group for group in groups if group]
        excluded = count - sum(map(len, groups))
        steps["group"] = self._elapsed()
        writer = self._parts["_heap_dump"]["DumpWriter"](self._path, self._after, interval)
        try:
            writer.json(b"SNAP", _about(self._name))
            types = self._parts["_heap_types"]
            rows = self._parts["_heap_rows"]["rows_reader"](types, self._parts["_heap_roots"])
            walk = self._parts["_heap_walk"]["HeapWalk"](writer, types, rows, types["DESCRIBE"])
            walk.walk(groups, own)
            steps["walk"] = self._elapsed()
            interpreter = [[address, "interpreter"] for address in walk.static_types]
            writer.json(b"ROOT", self._found + interpreter)
            done = {"excluded": excluded, "objects": walk.objects, "steps": steps, "pause": self._elapsed()}
            writer.json(b"DONE", done)
        finally:
            writer.close()
        return writer.written

    def _elapsed(self):
        return time.perf_counter() - self._began


def _about(name):
    return {
        "name": name,
        "time": str(time.time_ns()),
        "pid": os.getpid(),
        "program": os.path.basename(str(sys.argv[0])) if getattr(sys, "argv", None) else "",
        "python": list(sys.version_info[:3]),
        "executable": sys.executable or None,
        "command": [str(word) for word in getattr(sys, "orig_argv", [sys.executable] + sys.argv)],
        "cwd": _cwd(),
        "platform": sys.platform,
    }


def _cwd():
    try:
        return os.getcwd()
    except OSError:
        return None


def _in_copy(write, after):
    """Has a copy of the process write; returns a pipe that says when it has, and `after`."""
    end, start = os.pipe()
    child = os.fork()
    if child == 0:
        # A copy of the copy, which nobody has to wait for.
        try:
            if os.fork() == 0:
                os.write(start, b"%d" % write())
        except BaseException:
            pass
        finally:
            _exit_now(0)
    os.close(start)
    os.waitpid(child, 0)
    return end, after


_exit_now = os._exit
