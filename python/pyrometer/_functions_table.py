"""The table of functions: what `pyrometer report` prints of the recording."""

from . import _figures, _html, _words
from ._words import THIN, ceiling_of, fixed, safe, share_text

#: Functions that a table of samples shows where nothing else is asked for: the rest costs little.
_SHORT = 40


class FunctionsTable:
    """The functions of samples or of a trace, sorted and restricted, as text and as HTML.

    `sort` are keys of pstats, `limits` restrictions as pstats takes them: a number of rows, a share, a regular expression.
    """

    def __init__(self, figures, meta, sort=(), limits=(), threads=1):
        self.figures = figures
        self.meta = meta
        self._threads = threads
        self._is_sampled = figures.effective is not None
        ordered, self._titles = _figures.sort_entries(figures.entries, list(sort) or ["tottime"])
        is_short = self._is_sampled and not limits
        self.entries, self._notes = _figures.limit_entries(ordered, [_SHORT] if is_short else limits)
        if is_short:
            self._notes = []

    def text(self):
        """As the command line prints it."""
        return self._sampled_text() if self._is_sampled else self._traced_text()

    def html(self):
        """A table with the same columns, self-contained."""
        heading = _html.heading(self._heading() if self._is_sampled else [self._sums().strip()])
        columns, rows = self._sampled_cells() if self._is_sampled else self._traced_cells()
        return _html.block(heading + _html.table(columns, rows) + _html.note(self._more()))

    def _heading(self):
        meta, figures = self.meta, self.figures
        python = meta["interpreter"]
        facts = ["%s %s" % (python["implementation"], python["version"]), _words.seconds_text(meta["duration"] / 1e9)]
        facts.append("%s samples" % _words.count_text(figures.samples))
        if self._threads > 1:
            facts.append("%d threads" % self._threads)
        words = {"internal time": "self", "cumulative time": "total"}
        order = ", ".join(words.get(title, title) for title in self._titles)
        whole = "%s of wall time, ordered by %s" % (_words.seconds_text(figures.whole), order)
        notes = ["Ordered by: %s" % ", ".join(self._titles)] + self._notes if self._notes else []
        return ["%s: %s" % (safe(meta["name"]), safe(", ".join(facts))), whole] + notes[1:]

    def _sampled_cells(self):
        columns = [("Function", "left"), ("Self", "right"), ("", "left"), ("99 % interval", "right"), ("Total", "right")]
        columns.append(("Ceiling", "right"))
        places = [self._place(entry) for entry in self.entries]
        if any(places):
            columns.append(("Where", "left"))
        figures = self.figures
        hottest = max([entry.self for entry in figures.entries] or [0.0])
        rows = []
        for entry, place in zip(self.entries, places):
            low, high = figures.interval(entry.self)
            heat = _words.heat_step(entry.self, hottest)
            row = [
                _html.Cell(entry.name, is_bold=heat >= 5),
                _html.Cell(share_text(entry.self / figures.whole), heat=heat),
                _html.Cell(_words.bar(entry.self / hottest if hottest else 0.0)),
                _html.Cell("%s – %s%s%%" % (fixed(100 * low, 1), fixed(100 * high, 1), THIN), is_dim=True),
                _html.Cell(share_text(entry.total / figures.whole)),
                _html.Cell(_words.ceiling_text(ceiling_of(entry.total, figures.whole))),
                _html.Cell(place, is_dim=True),
            ]
            rows.append(row[: len(columns)])
        return columns, rows

    def _sampled_text(self):
        columns, rows = self._sampled_cells()
        table = _words.text_table(columns, [[cell.text for cell in row] for row in rows])
        return "\n".join(self._heading()) + "\n\n" + table + self._more()

    def _more(self):
        left = len(self.figures.entries) - len(self.entries)
        if not self._is_sampled or left <= 0:
            return ""
        return "%s more function%s\n" % (_words.count_text(left), "" if left == 1 else "s")

    def _place(self, entry):
        if (entry.file, entry.line) == ("~", 0):
            return ""
        path = _words.short_path(entry.file, self.meta["cwd"])
        return "%s:%d" % (path, entry.line) if entry.line > 0 else path

    def _sums(self):
        entries = self.figures.entries
        calls, primitive = sum(entry.calls for entry in entries), sum(entry.primitive for entry in entries)
        known = "" if calls == primitive else "(%d primitive calls) " % primitive
        return "%d function calls %sin %.3f seconds" % (calls, known, self.figures.whole)

    def _traced_cells(self):
        right = ("ncalls", "tottime", "percall", "cumtime", "percall", "ceiling")
        columns = [(title, "right") for title in right] + [("filename:lineno(function)", "left")]
        hottest = max([entry.self for entry in self.figures.entries] or [0.0])
        rows = []
        for entry in self.entries:
            texts = self._figures_of(entry)
            cells = [_html.Cell(text.strip()) for text in texts] + [_html.Cell(entry.label)]
            cells[1] = _html.Cell(texts[1].strip(), heat=_words.heat_step(entry.self, hottest))
            rows.append(cells)
        return columns, rows

    def _traced_text(self):
        lines = ["         " + self._sums(), ""]
        if self.entries:
            lines += ["   Ordered by: %s" % ", ".join(self._titles)] + ["   " + note for note in self._notes] + [""]
            lines.append("   ncalls  tottime  percall  cumtime  percall  ceiling filename:lineno(function)")
            for entry in self.entries:
                lines.append(" ".join(self._figures_of(entry) + [safe(entry.label)]))
            lines += ["", ""]
        return "".join(line + "\n" for line in lines)

    def _figures_of(self, entry):
        calls = "%d" % entry.calls
        if entry.calls != entry.primitive:
            calls += "/%d" % entry.primitive
        return [
            calls.rjust(9),
            "%8.3f" % entry.self,
            "%8.3f" % (entry.self / entry.calls) if entry.calls else " " * 8,
            "%8.3f" % entry.total,
            "%8.3f" % (entry.total / entry.primitive) if entry.primitive else " " * 8,
            _traced_ceiling(ceiling_of(entry.total, self.figures.whole)).rjust(8),
        ]


def _traced_ceiling(ceiling):
    if ceiling != ceiling:
        return "-"
    if ceiling >= 99999:
        return "inf"
    return fixed(ceiling, 2 if ceiling < 9.995 else 1 if ceiling < 99.95 else 0) + "x"
