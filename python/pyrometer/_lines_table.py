"""The table of counted lines: what `pyrometer lines` prints of the recording, in the layout that line_profiler made known."""

import re

from . import _html, _words
from ._words import safe

_HEADER = re.compile(r"^\s*(?:async\s+def|def|class)\b")
_BEFORE_HEADER = re.compile(r"^\s*(?:@|#|$|[)\]}'\"])|^\s+\S")
_SIGNATURE_END = re.compile(r"^\s*[)\]}]")
_TITLES = ("Line #", "Hits", "Time", "Per Hit", "% Time")
_WIDTHS = (6, 9, 12, 8, 8)


class CountedFunction:
    """A function and its lines: `rows` are (line, hits, seconds, text), hits 0 where a line did not run."""

    def __init__(self, file, line, name, lines, text):
        self.file, self.line, self.name = file, line, name
        self.has_text = text is not None
        #: Nanoseconds.
        self.total = float(sum(time for _, time, _ in lines.values()))
        self.rows = []
        for number in lines_shown(line, lines, text):
            hits, time, _raw = lines.get(number, (0, 0, 0))
            shown = text[number - 1] if text is not None and number <= len(text) else ""
            self.rows.append((number, hits, time, shown))

    @property
    def hits(self):
        """Hits by line number."""
        return {line: hits for line, hits, _, _ in self.rows if hits}


def lines_shown(line, lines, text):
    """Numbers of the lines to show of a function: those with figures, and all of it where its text is known."""
    numbers = set(lines)
    if text is not None:
        first, last = _extent(text, line) if line >= 1 else (line, line)
        numbers |= set(range(min([first] + list(lines)), min(max([last] + list(lines)), len(text)) + 1))
    return sorted(numbers)


class LinesTable:
    """Functions with their lines, as text and as HTML. `unit` is the seconds that times are shown in."""

    def __init__(self, functions, recorder, unit=1e-6, skips_zero=False):
        self.functions = [function for function in functions if not skips_zero or function.hits]
        self._recorder = recorder
        self._unit = unit

    def text(self):
        """As the command line prints it."""
        head = "Timer unit: %g s\n%s\n" % (self._unit, self._cost())
        return head + "".join(self._function_text(function) for function in self.functions)

    def html(self):
        """A table for each function, self-contained."""
        parts = [_html.heading(["Timer unit: %g s" % self._unit]), _html.note(self._cost())]
        columns = [(title, "right") for title in _TITLES] + [("Line Contents", "left")]
        for function in self.functions:
            hottest = max([time for _, _, time, _ in function.rows] or [0])
            rows = []
            for (_, _, time, _), texts in zip(function.rows, self._cells(function)):
                cells = [_html.Cell(text.strip()) for text in texts[:-1]] + [_html.Cell(texts[-1])]
                cells[4] = _html.Cell(texts[4].strip(), heat=_words.heat_step(time, hottest))
                rows.append(cells)
            lines = ["%s at line %d" % (function.name, function.line), function.file, self._total(function)]
            parts += [_html.heading(lines), _html.table(columns, rows, is_code=True)]
        return _html.block("".join(parts))

    def _cost(self):
        settings = self._recorder["settings"]
        own = settings.get("nanoseconds per hit")
        if own is None:
            return ""
        nested = settings.get("nanoseconds per hit within", 0)
        within = " (%d ns for each hit within)" % nested if nested > 0 else ""
        name = " ".join(part for part in (self._recorder["name"], self._recorder["version"]) if part)
        return "Counted by %s; its own %d ns a hit%s are taken out of the times\n" % (name, own, within)

    def _total(self, function):
        return "Total time: %g s" % (function.total * 1e-9)

    def _function_text(self, function):
        cells = self._cells(function)
        widths = [max([width] + [len(row[i]) for row in cells]) for i, width in enumerate(_WIDTHS)]
        widths[0], widths[4] = _WIDTHS[0], _WIDTHS[4]
        head = " ".join(title.rjust(width) for title, width in zip(_TITLES, widths)) + "  Line Contents"
        place = (safe(function.file), safe(function.name), function.line)
        if function.has_text:
            lines = [self._total(function), "File: %s" % place[0], "Function: %s at line %d" % place[1:], ""]
        else:
            lines = [self._total(function), "", "Could not find file %s" % place[0]]
            lines += ["Function: %s at line %d, without its text" % place[1:], ""]
        lines += [head, "=" * len(head)]
        for row in cells:
            figures = " ".join(text.rjust(width) for text, width in zip(row, widths))
            lines.append("%s  %s" % (figures, safe(row[-1])))
        return "\n".join(lines) + "\n\n"

    def _cells(self, function):
        scale = 1e-9 / self._unit
        rows = []
        for line, hits, time, text in function.rows:
            if not hits:
                rows.append([str(line), "", "", "", "", text])
                continue
            percent = "" if function.total == 0 else ("%.1f" % (100 * time / function.total)).rjust(5)
            shown = [str(line), str(hits) if len(str(hits)) <= _WIDTHS[1] else "%g" % hits]
            shown += [_figure(time * scale, _WIDTHS[2]), _figure(time * scale / hits, _WIDTHS[3]), percent, text]
            rows.append(shown)
        return rows


def lines_of(text):
    """The lines of a text as an editor numbers them."""
    return re.split(r"\r\n|\n|\r", text)


def _figure(value, width):
    text = ("%.1f" % value).rjust(5)
    return ("%.3g" % value).rjust(5) if len(text) > width else text


def _extent(lines, first):
    """First and last line of a function by its indentation; just `first` for what is none."""
    at = first - 1
    while at < len(lines) and not _HEADER.match(lines[at]) and _BEFORE_HEADER.match(lines[at]):
        at += 1
    if at >= len(lines) or not _HEADER.match(lines[at]):
        return first, first
    indent, last = _indent(lines[at]), at
    for number in range(at + 1, len(lines)):
        line = lines[number]
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        here = _indent(line)
        if here <= indent and not (here == indent and _SIGNATURE_END.match(line)):
            break
        last = number
    return first, last + 1


def _indent(line):
    columns = 0
    for letter in line:
        if letter == " ":
            columns += 1
        elif letter == "\t":
            columns += 8 - columns % 8
        else:
            break
    return columns
