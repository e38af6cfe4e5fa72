"""Which functions are meant: by name, by glob, by module, by file."""

import os
import sys

#: Flag of the code of functions; bodies of classes and modules have it not.
_CO_OPTIMIZED = 1
_MOST_SEEN = 20000
#: What runs in there is the recorder.
_OWN_FOLDER = os.path.dirname(__file__)


class Choice:
    """The functions that patterns mean.

    A pattern is ``NAME`` (``Class.method``, ``module.function``: any trailing part of the dotted name), a glob of dotted names
    (``pkg.*``), a module (all its functions), a file (``path/to/file.py``, or a glob of such) or ``FILE:NAME``.
    """

    def __init__(self, patterns):
        self._patterns = [pattern for pattern in patterns if pattern]
        self._used = set()
        self._seen = {}
        self._qualnames = {}
        self.main_name = None

    def decide(self, code, module):
        """Whether `code` of the module of that name is meant; None for what is no function."""
        if not code.co_flags & _CO_OPTIMIZED or not self._patterns or os.path.dirname(code.co_filename) == _OWN_FOLDER:
            return None
        name = self.qualname(code) if self._may_mean(code, module) else code.co_name
        return name if self._meant(code, module, name) else None

    def contains(self, code, module):
        """Whether a function inside `code` (a module's) is meant."""
        return any(self._meant(inner, module, name) for inner, name in walk(code))

    def meant(self, file, module, qualname):
        """Whether the function of that name is meant: no code needed."""
        return self._matches(file, module or "", qualname.replace("<locals>.", ""))

    def unmatched(self):
        """[pattern, nearest names] of the patterns that fitted nothing."""
        missing = [pattern for pattern in self._patterns if pattern not in self._used]
        return [[pattern, self._nearest(pattern)] for pattern in missing]

    def look_around(self, found):
        """Goes through the functions of all modules; `found` gets those meant (code, module, name), run or not."""
        for module_name, module in list(sys.modules.items()):
            names = getattr(module, "__dict__", None)
            if not isinstance(names, dict) or not isinstance(names.get("__file__"), str):
                continue
            for code, name in _functions_of(names, module_name):
                if self._meant(code, module_name, name):
                    found(code, module_name, name)

    def qualname(self, code):
        """`Class.method`, with `<locals>` where it stands in a function."""
        if hasattr(code, "co_qualname"):
            return code.co_qualname
        file = code.co_filename
        if file not in self._qualnames:
            self._qualnames[file] = _qualnames_of(file)
        return self._qualnames[file].get((code.co_firstlineno, code.co_name), code.co_name)

    def _may_mean(self, code, module):
        """Saves looking a qualified name up in the source, where code does not know it (before 3.11)."""
        if hasattr(code, "co_qualname") or module in self._patterns or self.main_name in self._patterns:
            return True
        return any(
            _is_path(pattern) or _is_glob(pattern) or pattern.rpartition(".")[2] == code.co_name
            for pattern in self._patterns
        )

    def _meant(self, code, module, qualname):
        name = qualname.replace("<locals>.", "")
        if len(self._seen) < _MOST_SEEN:
            self._seen[_shown(module, self.main_name) + "." + name] = True
        return self._matches(code.co_filename, module or "", name)

    def _matches(self, file, module, name):
        modules = [module]
        if module == "__main__" and self.main_name:
            modules.append(self.main_name)
        # All patterns are tried: each has to know whether it ever fitted.
        fits = [pattern for pattern in self._patterns if _fits(pattern, file, modules, name)]
        self._used.update(fits)
        return bool(fits)

    def _nearest(self, pattern):
        import difflib

        wanted = pattern.rpartition(":")[2].replace("*", "")
        library = getattr(sys, "stdlib_module_names", frozenset())
        seen = [name for name in self._seen if "<" not in name]
        near = []
        # The program's own names first: of the library's something always looks alike.
        for is_library in (False, True):
            group = [name for name in seen if (name.partition(".")[0] in library) is is_library]
            by_last = {}
            for name in group:
                by_last.setdefault(name.rpartition(".")[2], name)
            near += difflib.get_close_matches(wanted, group, 3, 0.6)
            for last in difflib.get_close_matches(wanted.rpartition(".")[2], list(by_last), 3, 0.6):
                near.append(by_last[last])
            if near:
                break
        near = list(dict.fromkeys(near))
        return near[:3]


def walk(code, prefix=""):
    """All functions inside a code object, with their dotted names (no `<locals>`)."""
    waiting = [(code, prefix)]
    while waiting:
        outer, before = waiting.pop()
        for inner in outer.co_consts:
            if hasattr(inner, "co_code"):
                name = before + inner.co_name
                if inner.co_flags & _CO_OPTIMIZED:
                    yield inner, name
                waiting.append((inner, name + "."))


def _fits(pattern, file, modules, name):
    if _is_path(pattern):
        path, _, wanted = pattern.partition(".py:")
        if wanted:
            return _is_file(path + ".py", file) and _is_name(wanted, name)
        return _is_file(pattern, file) and "<" not in name
    if "<" in name and "<" not in pattern:
        return False
    dotted = [module + "." + name for module in modules]
    if _is_glob(pattern):
        return any(_fits_glob(text, pattern) for text in dotted + [name, name.rpartition(".")[2]])
    return pattern in modules or any(_is_name(pattern, text) for text in dotted)


def _is_path(pattern):
    return "/" in pattern or os.sep in pattern or pattern.endswith(".py") or ".py:" in pattern


def _is_glob(pattern):
    return any(letter in pattern for letter in "*?[")


def _fits_glob(text, pattern):
    # It brings re with it, which the program may have no use for.
    from fnmatch import fnmatchcase

    return fnmatchcase(text, pattern)


def _is_name(pattern, dotted):
    return dotted == pattern or dotted.endswith("." + pattern) or (_is_glob(pattern) and _fits_glob(dotted, pattern))


_FILES = {}


def _is_file(pattern, file):
    key = (pattern, file)
    if key not in _FILES:
        # Once a file: it asks the file system.
        _FILES[key] = _fits_file(pattern, file)
    return _FILES[key]


def _fits_file(pattern, file):
    paths = {file, os.path.abspath(file), os.path.realpath(file)}
    if _is_glob(pattern):
        return any(_fits_glob(path, pattern) or _fits_glob(path, "*/" + pattern) for path in paths)
    wanted = os.path.normpath(pattern)
    absolute = {os.path.abspath(pattern), os.path.realpath(pattern)}
    return any(path in absolute or path.endswith(os.sep + wanted) for path in paths)


def _shown(module, main_name):
    return main_name if module == "__main__" and main_name else module or "?"


def _functions_of(names, module_name):
    """Functions and members of classes that the module defines itself, decorated ones too."""
    waiting = [(value, 0) for value in list(names.values())]
    while waiting:
        value, depth = waiting.pop()
        if isinstance(value, type):
            if depth < 4 and value.__dict__.get("__module__") == module_name:
                waiting.extend((member, depth + 1) for member in list(value.__dict__.values()))
            continue
        for function in unwrapped(value):
            if function.__module__ == module_name:
                yield function.__code__, function.__qualname__


def unwrapped(value):
    """The Python functions behind a function, method, static or class method, property, partial or decorated one."""
    if isinstance(value, property):
        parts = [value.fget, value.fset, value.fdel]
    else:
        parts = [value]
    for part in parts:
        for _ in range(100):
            if type(part).__name__ == "function" and type(part).__module__ == "builtins":
                inner = part.__dict__.get("__wrapped__")
                if inner is None:
                    yield part
                    break
                part = inner
            elif isinstance(part, (staticmethod, classmethod)) or type(part).__name__ in ("method", "cached_property"):
                part = getattr(part, "__func__", None) or getattr(part, "func", None)
            elif type(part).__name__ in ("partial", "partialmethod"):
                part = part.func
            else:
                break


def _qualnames_of(file):
    """(first line, name) to qualified name, for Pythons whose code does not know it (before 3.11)."""
    try:
        with open(file, "rb") as source:
            code = compile(source.read(), file, "exec", dont_inherit=True)
    except (OSError, SyntaxError, ValueError):
        return {}
    found = {}
    waiting = [(code, "")]
    while waiting:
        outer, before = waiting.pop()
        for inner in outer.co_consts:
            if hasattr(inner, "co_code"):
                name = before + inner.co_name
                found[(inner.co_firstlineno, inner.co_name)] = name
                waiting.append((inner, name + (".<locals>." if inner.co_flags & _CO_OPTIMIZED else ".")))
    return found
