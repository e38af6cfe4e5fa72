"""Hits and times of the lines of chosen functions, for a part of a program: mode 'lines' of a Recording."""

import os
import sys

from ._line_cost import CostlessLines, cost_in
from ._line_names import Choice, unwrapped
from ._line_times import LineTimes
from ._line_watch import make_tracer
from ._recorders import Recorder, quality_of
from ._source_texts import embed_source
from ._tables import Tables, value_type

#: Time without what the tracer cost, and as it was measured.
TIMES = (
    value_type("time", "nanoseconds", "estimated"),
    value_type("raw time", "nanoseconds", "exact"),
)


class Lines(Recorder):
    """Records by line_profiler's tracer, where it is installed and functions are given as such, else by our own."""

    def __init__(self, settings):
        super().__init__(settings)
        self.functions, self._patterns = chosen_functions(settings["functions"])
        self._choice = Choice(self._patterns)
        self._choice.main_name = main_name()
        self._tracer = None
        self.version = None

    def add(self, function):
        """Counts the lines of one more function; one that is decorated by a Recording that names none."""
        self.functions += chosen_functions([function])[0]

    def begin(self, _now):
        if self._tracer is None:
            self._tracer = self._make_tracer()
            self.name, _, version = self._tracer.name.partition(" ")
            self.version = version or None
        if self._patterns:
            self._tracer.resume(True)
        else:
            self._tracer.resume()

    def end(self):
        self._tracer.pause()

    def counted(self):
        """[file, first line, name, {line: (hits, corrected ns, raw ns)}] of each chosen function, in order of place."""
        tracer = self._tracer
        nested = tracer.nested_cost * 1e9
        found = {}
        for code, _module, name, lines in tracer.functions():
            rows = found.setdefault((code.co_filename, code.co_firstlineno, name), {})
            own = cost_in(lines, tracer.own_cost) * 1e9
            for line, (hits, seconds, events) in lines.items():
                raw = round(seconds * 1e9)
                time = max(0, _half_up(raw - hits * own - events * nested))
                before = rows.get(line, (0, 0, 0))
                rows[line] = (before[0] + hits, before[1] + time, before[2] + raw)
        return [[file, line, name, found[file, line, name]] for file, line, name in sorted(found)]

    def tables(self):
        tables = Tables()
        tables.begin_lines(list(TIMES))
        if self._tracer is None:
            return tables
        for file, first, name, rows in self.counted():
            func = tables.func(name, file, first)
            for line, (hits, time, raw) in sorted(rows.items()):
                tables.line(tables.source(file), line, func, hits, (time, raw))
            embed_source(tables, file)
        return tables

    def described(self):
        named = self._patterns + [function.__qualname__ for function in self.functions]
        settings = {"functions": " ".join(named)}
        if self._tracer is not None:
            settings["nanoseconds per hit"] = _half_up(self._tracer.own_cost * 1e9)
            settings["nanoseconds per hit within"] = _half_up(self._tracer.nested_cost * 1e9)
        return settings

    def quality(self, _tables, _elapsed):
        if self._tracer is None:
            return None
        each = max(self._tracer.own_cost, self._tracer.nested_cost) * 1e9
        hits = sum(row[0] for _, _, _, rows in self.counted() for row in rows.values())
        return quality_of(recorderCpu=_half_up(hits * each))

    def warnings(self):
        said = []
        if self._tracer is None:
            return said
        if self._patterns:
            self._choice.look_around(lambda *_: None)
        said += [no_such_function(*pattern) for pattern in self._choice.unmatched()]
        if not self.functions and not self._patterns:
            said.append(("no-functions", "No function was chosen: name some with functions=[...]"))
        return said

    def extra(self):
        if self._tracer is None:
            return {}
        hashes = {}
        for file, _line, _name, _rows in self.counted():
            hashes.setdefault(file, _hash_of(file))
        return {"sourceHashes": {file: text for file, text in hashes.items() if text is not None}}

    def _make_tracer(self):
        tracer = None if self._patterns else self._line_profiler()
        if tracer is None:
            tracer = self._own_tracer()
            tracer.calibrate(CostlessLines())
            for function in self.functions:
                tracer.choose(function.__code__, function.__module__, function.__qualname__)
        if self._patterns:
            self._choice.look_around(tracer.choose)
        return tracer

    def _line_profiler(self):
        if os.environ.get("PYROMETER_LINE_TRACER", "") not in ("", "line_profiler"):
            return None
        try:
            from ._line_profiler import LineProfilerTracer

            tracer = LineProfilerTracer(self._choice, lambda _profiler, function: function)
            tracer.calibrate(CostlessLines())
            for function in self.functions:
                tracer.watch(function)
            return tracer
        except Exception:  # it is not there, or whatever is wrong with it is not ours to complain of
            return None

    def _own_tracer(self):
        asked = os.environ.get("PYROMETER_LINE_TRACER", "")
        return make_tracer(LineTimes, self._choice.decide, asked in ("", "line_profiler", "monitoring"))


def chosen_functions(given):
    """Python functions, and patterns: of functions, methods, classes, modules and names as `record -f` takes them."""
    if isinstance(given, str) or callable(given):
        given = [given]
    functions, patterns = [], []
    for value in given:
        if isinstance(value, str):
            patterns.append(value)
            continue
        found = list(_functions_of(value))
        if not found:
            raise TypeError("expected functions, classes, modules or names, got %s without any" % type(value).__name__)
        functions += [function for function in found if function not in functions]
    return functions, patterns


def _functions_of(value):
    """Those of a module are what it defines itself, those of a class with its inner classes."""
    module = value.__name__ if type(value) is type(sys) else getattr(value, "__module__", None)
    waiting, seen = [value], set()
    while waiting:
        held = waiting.pop(0)
        if id(held) in seen:
            continue
        seen.add(id(held))
        if type(held) is type(sys):
            own = [member for member in vars(held).values() if getattr(member, "__module__", None) == held.__name__]
            waiting += own
        elif isinstance(held, type):
            waiting += vars(held).values() if held.__module__ == module else ()
        else:
            yield from unwrapped(held)


def no_such_function(pattern, near):
    """The warning that a pattern fits nothing."""
    more = "; the nearest: %s" % ", ".join(near) if near else ""
    return "no-such-function", 'No function fits "%s"%s' % (pattern, more)


def main_name():
    """What patterns call the main script: its file's name."""
    file = getattr(sys.modules.get("__main__"), "__file__", None)
    return os.path.splitext(os.path.basename(file))[0] if isinstance(file, str) else None


def _hash_of(file):
    import hashlib

    try:
        with open(file, "rb") as source:
            return hashlib.sha256(source.read()).hexdigest()
    except OSError:  # a cell of a notebook: there is nothing to compare with later
        return None


def _half_up(value):
    """Rounded as Pyrometer's command line does."""
    return int(value // 1 + (value % 1 >= 0.5))
