"""Which function a line of a file belongs to, for tools that know lines only (tracemalloc)."""

import sys

_MODULE = "<module>"
#: Seconds that compiling sources may take altogether.
_MOST = 2.0


class LineOwners:
    """Looks functions up in the code of modules: as it was compiled, else as it is kept beside the source, else compiled anew."""

    def __init__(self, walk):
        self._walk = walk
        self._files = {}
        self._left = _MOST

    def know(self, code):
        """Code that is at hand, of the main script."""
        self._files[code.co_filename] = self._owners_in(code)

    def __call__(self, file, line):
        """(name, first line) of the function, ("<module>", 1) where it is none or nobody knows."""
        owners = self._files.get(file)
        if owners is None:
            owners = self._files[file] = self._load(file)
        return owners.get(line, (_MODULE, 1))

    def _load(self, file):
        from time import perf_counter

        began = perf_counter()
        try:
            code = _frozen(file) or _cached(file) or (_compiled(file) if self._left > 0 else None)
        except Exception:  # whatever is wrong with a file: its lines stay the module's
            code = None
        self._left -= perf_counter() - began
        return {} if code is None else self._owners_in(code)

    def _owners_in(self, code):
        owners = {}
        # The innermost comes last, and has the line; that of a definition is its surroundings'.
        for inner, name in self._walk(code):
            first = inner.co_firstlineno
            is_nameless = inner.co_name.startswith("<")
            if is_nameless:
                continue
            for line in lines_of(inner):
                if line != first or line not in owners:
                    owners[line] = (name, first)
        return owners


def lines_of(code):
    """The lines of a function's code, with those of its lambdas and comprehensions."""
    waiting, lines = [code], set()
    while waiting:
        one = waiting.pop()
        if hasattr(one, "co_lines"):
            lines.update(line for _, _, line in one.co_lines() if line)
        else:
            import dis

            lines.update(line for _, line in dis.findlinestarts(one) if line)
        waiting += [inner for inner in one.co_consts if hasattr(inner, "co_code") and inner.co_name.startswith("<")]
    return lines


def _frozen(file):
    if not file.startswith("<frozen "):
        return None
    import _imp

    name = file[len("<frozen ") : -1]
    modules = {"importlib._bootstrap": "_frozen_importlib", "importlib._bootstrap_external": "_frozen_importlib_external"}
    return _imp.get_frozen_object(modules.get(name, name))


def _cached(file):
    """The code beside the source, if it is that of the source."""
    import marshal
    import os

    from _frozen_importlib_external import MAGIC_NUMBER, cache_from_source

    if sys.implementation.cache_tag is None or not os.path.isabs(file):
        return None
    try:
        with open(cache_from_source(file), "rb") as stream:
            head, body = stream.read(16), stream.read()
        about = os.stat(file)
    except (OSError, NotImplementedError):
        return None
    is_fresh = head[:4] == MAGIC_NUMBER and int.from_bytes(head[4:8], "little") == 0
    is_same = int.from_bytes(head[8:12], "little") == int(about.st_mtime) & 0xFFFFFFFF
    return marshal.loads(body) if is_fresh and is_same else None


def _compiled(file):
    with open(file, "rb") as stream:
        return compile(stream.read(), file, "exec", dont_inherit=True)
