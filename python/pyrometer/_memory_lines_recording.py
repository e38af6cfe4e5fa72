"""Memory of the lines of chosen functions, for a part of a program (see _memory_lines.py for how it is counted)."""

import os

from ._line_cost import CostlessLines
from ._line_names import Choice
from ._line_recording import chosen_functions, main_name
from ._line_watch import make_tracer
from ._memory_lines import MemoryLines
from ._resident import make_reader
from ._source_texts import embed_source
from ._tables import value_type

#: What memory_profiler shows; and what a line changed memory by, calls included.
TYPES = (
    value_type("increment", "bytes", "exact"),
    value_type("memory", "bytes", "exact", "snapshot"),
    value_type("change", "bytes", "exact"),
)


class LineMemory:
    """Counts from `begin` to `end`, again and again; what was counted adds up."""

    def __init__(self, given):
        self.functions, self.patterns = chosen_functions(given)
        self._choice = Choice(self.patterns)
        self._choice.main_name = main_name()
        self._tracer = None
        self._own_cost = None
        self._counted = {}
        self._spans = []
        self.name = ""

    def __bool__(self):
        return bool(self.functions or self.patterns)

    def begin(self):
        """Watches the functions that were given, and those that fit a pattern, from now on."""
        tracer = self._tracer = self._make_tracer()
        if self._own_cost is None:
            tracer.calibrate(CostlessLines())
            self._own_cost, self.name = tracer.own_cost, tracer.name
        for function in self.functions:
            tracer.choose(function.__code__, function.__module__, function.__qualname__)
        if self.patterns:
            self._choice.look_around(tracer.choose)
        tracer.resume(True)

    def end(self):
        """Stops; a tracer that was there before is put back, a place of sys.monitoring is free for others."""
        tracer = self._tracer
        tracer.pause()
        page = os.sysconf("SC_PAGESIZE")
        for code, _module, name, lines in tracer.functions():
            rows = self._counted.setdefault((code.co_filename, code.co_firstlineno, name), {})
            for line, (increment, most, occurrences, change) in lines.items():
                row = rows.setdefault(line, [0, 0, 0, 0])
                row[0] += occurrences
                row[1] += increment * page
                row[2] = max(row[2], most * page)
                row[3] += change * page
        self._spans += [(name, start, duration) for name, start, duration, _thread in tracer.spans()]

    def counted(self):
        """[file, first line, name, {line: [occurrences, increment, memory, change]}] in bytes, in order of place."""
        return [[file, line, name, self._counted[file, line, name]] for file, line, name in sorted(self._counted)]

    def take_spans(self):
        """(name, start since 1970, duration) in ns of calls that took a while; each is given once."""
        spans, self._spans = self._spans, []
        return spans

    def fill(self, tables):
        """Puts the lines part into a recording."""
        tables.begin_lines(list(TYPES))
        for file, first, name, rows in self.counted():
            func = tables.func(name, file, first)
            for line, (occurrences, increment, memory, change) in sorted(rows.items()):
                tables.line(tables.source(file), line, func, occurrences, (increment, memory, change))
            embed_source(tables, file)

    def described(self):
        """Settings of the recorder."""
        named = self.patterns + [function.__qualname__ for function in self.functions]
        cost = {} if self._own_cost is None else {"nanoseconds per line": round(self._own_cost * 1e9)}
        return dict(cost, **{"memory inside": self.name, "functions": " ".join(named)})

    def unmatched(self):
        """Patterns that fit nothing, with the nearest names."""
        if self.patterns:
            self._choice.look_around(lambda *_: None)
        return self._choice.unmatched()

    def _make_tracer(self):
        asked = os.environ.get("PYROMETER_LINE_TRACER", "")
        may_monitor = asked in ("", "line_profiler", "monitoring")
        return make_tracer(MemoryLines, self._decide, may_monitor, make_reader)

    def _decide(self, code, module):
        name = self._choice.decide(code, module)
        return None if name is None else (name, True, None)
