"""Exact hits and times of lines by line_profiler's tracer in C, where the program's environment has it.

line_profiler watches functions that were handed to it as they are defined. The chosen ones are, without an edit: when a
module with one of them is compiled, a decorator is put beneath the others of its definition, which moves no line.
"""

import sys

DECORATOR = "__pyrometer_lines__"


class LineProfilerTracer:
    """Same methods as the tracers of _line_watch.py."""

    nested_cost = 0.0

    def __init__(self, choice, wrapped):
        import line_profiler

        self._choice = choice
        self._wrapped = wrapped
        self._make = line_profiler.LineProfiler
        self._profiler = self._make()
        self._watch_code = None
        self._is_enabled = False
        self.name = "line_profiler %s" % getattr(line_profiler, "__version__", "")
        self.own_cost = 0.0
        #: (file, first line, name) as line_profiler labels functions, to (code, module, dotted name).
        self._chosen = {}
        #: id of a function's code to that code and the one that line_profiler watches in its place: a function that is
        #: defined again and again (in a function) is one to us.
        self._watched = {}
        #: Counts of the parent that a forked child was born with, by label and line.
        self._before = {}

    def start(self):
        """Puts the decorator into the modules that are imported from now on."""
        import builtins
        from _frozen_importlib_external import SourceLoader

        setattr(builtins, DECORATOR, self.decorate)
        _take_over_explicit_profiler(self.decorate)
        plain = SourceLoader.get_code
        prepare = self.prepare

        def get_code(loader, fullname):
            code = plain(loader, fullname)
            try:
                path = loader.get_filename(fullname)
                return prepare(code, fullname, path, lambda: loader.get_data(path))
            except (OSError, SyntaxError, ValueError):
                return code

        SourceLoader.get_code = get_code

    def stop(self):
        """Nothing to do: it measures inside the chosen functions only."""

    def resume(self):
        """Counts in this thread until `pause`; where line_profiler works by sys.monitoring in all threads. For a part of a
        program: no module is changed."""
        if self._watch_code is not None and not self._is_enabled:
            self._watch_code = _watch_by_code(self._profiler)
        if self._watch_code is None:
            self._profiler.enable_by_count()
            return
        for _, code in self._watched.values():
            self._watch_code(code)
        self._is_enabled = True

    def pause(self):
        """Ends what `resume` began."""
        if self._watch_code is None:
            self._profiler.disable_by_count()
            return
        for _, code in self._watched.values():
            self._watch_code(code, False)
        self._profiler.disable()
        self._is_enabled = False

    def is_in_place(self):
        return True

    def prepare(self, code, module, path, read):
        """The module's code, compiled anew with the decorator if it has chosen functions."""
        if code is None or not self._choice.contains(code, module):
            return code
        import ast

        tree = ast.parse(read(), path)
        name = _decorated(tree, lambda name: self._choice.meant(path, module, name), ast)
        return compile(tree, code.co_filename, "exec", dont_inherit=True) if name else code

    def decorate(self, function):
        """Hands a function (or what holds some) to line_profiler; what has been handed over stays as it is."""
        if getattr(function, "__pyrometer_lines__", False) is True:
            return function
        if isinstance(function, (staticmethod, classmethod)):
            return type(function)(self.decorate(function.__func__))
        if isinstance(function, property):
            parts = (function.fget, function.fset, function.fdel)
            return property(*[part and self.decorate(part) for part in parts], function.__doc__)
        if isinstance(function, type):
            for name, member in list(vars(function).items()):
                if isinstance(member, (staticmethod, classmethod, property)) or type(member) is type(_decorated):
                    setattr(function, name, self.decorate(member))
            return function
        if type(function) is not type(_decorated):
            return function
        self.watch(function)
        wrapped = function if self._watch_code else self._wrapped(self._profiler, function)
        wrapped.__pyrometer_lines__ = True
        return wrapped

    def watch(self, function):
        """Counts the lines of a function while line_profiler is on."""
        self._hand_over(function)
        code = function.__code__
        name = getattr(code, "co_qualname", code.co_name)
        self._chosen[(code.co_filename, code.co_firstlineno, name)] = (code, function.__module__, function.__qualname__)

    def _hand_over(self, function):
        code = function.__code__
        if id(code) in self._watched:
            function.__code__ = self._watched[id(code)][1]
            return
        self._profiler.add_function(function)
        if self._watch_code:
            self._watch_code(function.__code__)
        # line_profiler may have put a code of its own in place of the function's.
        pair = (code, function.__code__)
        self._watched[id(code)] = self._watched[id(function.__code__)] = pair

    def forget(self):
        """Starts again from nothing, in a forked child: line_profiler cannot, so its counts are taken off later."""
        self._before = {key: dict(lines) for key, lines in self._counts().items()}

    def functions(self):
        counts = self._counts()
        for key, (code, module, name) in list(self._chosen.items()):
            before = self._before.get(key, {})
            added = {}
            for line, (hits, seconds) in counts.get(key, {}).items():
                old = before.get(line, (0, 0.0))
                if hits > old[0]:
                    added[line] = (hits - old[0], max(0.0, seconds - old[1]), 0)
            yield code, module, name, added

    def _counts(self):
        stats = self._profiler.get_stats()
        return {
            key: {line: (hits, ticks * stats.unit) for line, hits, ticks in rows} for key, rows in stats.timings.items()
        }

    def calibrate(self, costless):
        """Measures what an event adds to its line, on a function whose lines cost nothing."""
        plain = costless.typical([costless.elapsed() for _ in costless.rounds])
        costs = []
        for _ in costless.rounds:
            profiler = self._make()
            profiler(costless.copy())()
            stats = profiler.get_stats()
            rows = [row for rows in stats.timings.values() for row in rows]
            events = sum(hits for _, hits, _ in rows) or 1
            costs.append((sum(ticks for _, _, ticks in rows) * stats.unit - plain) / events)
        self.own_cost = max(0.0, costless.typical(costs))
        self._watch_code = _watch_by_code(self._profiler)
        self._is_enabled = True


def _watch_by_code(profiler):
    """Where line_profiler works by sys.monitoring: switches it on for good, for the code that the function that is
    given back is told of. None elsewhere.

    By itself it switches the events of all code on while a watched function runs, and off when the first of several threads
    leaves one: the other threads lose their lines, and then fail. Events of the watched code alone cost less, too.
    """
    try:
        from line_profiler import _diagnostics

        if _diagnostics.USE_LEGACY_TRACE:
            return None
        monitoring = sys.monitoring
        events = monitoring.events
        tool = profiler.tool_id
        profiler.enable()
        if monitoring.get_tool(tool) != "line_profiler" or not monitoring.get_events(tool) & events.LINE:
            profiler.disable()
            return None
    except (ImportError, AttributeError):
        return None
    # What these two tell cannot be asked for code by code.
    monitoring.set_events(tool, events.RAISE | events.RERAISE)

    def watch(code, is_watched=True):
        asked = events.LINE | events.PY_RETURN | events.PY_YIELD
        monitoring.set_local_events(tool, code, asked if is_watched else 0)

    return watch


def _take_over_explicit_profiler(decorate):
    """Makes `from line_profiler import profile` measure, as kernprof does."""
    try:
        from line_profiler.explicit_profiler import profile

        profile._kernprof_overwrite(decorate)
    except Exception:  # versions before 4 have none
        pass


def _decorated(tree, is_meant, ast):
    """Puts the decorator beneath the others of each function that is meant; whether there is any."""
    is_any = False
    waiting = [(tree, "")]
    while waiting:
        node, prefix = waiting.pop()
        inner = prefix
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            name = prefix + node.name
            inner = name + "."
            if not isinstance(node, ast.ClassDef) and is_meant(name):
                place = {
                    "lineno": node.lineno,
                    "col_offset": node.col_offset,
                    "end_lineno": node.lineno,
                    "end_col_offset": node.col_offset,
                }
                node.decorator_list.append(ast.Name(id=DECORATOR, ctx=ast.Load(), **place))
                is_any = True
        waiting.extend((child, inner) for child in ast.iter_child_nodes(node))
    return is_any
