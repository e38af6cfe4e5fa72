"""The table of memory of lines: what `pyrometer lines` prints of the recording, in the layout that memory_profiler made known."""

from . import _html, _words
from ._lines_table import lines_shown

_MEBIBYTE = 1 << 20
_TITLES = ("Line #", "Mem usage", "Increment", "Occurrences")


class MeasuredFunction:
    """A function and the memory of its lines: `rows` are (line, memory, increment, occurrences, text), None where a line did not
    run; memory and increment in bytes."""

    def __init__(self, file, line, name, lines, text):
        self.file, self.line, self.name = file, line, name
        self.rows = []
        for number in lines_shown(line, lines, text):
            occurrences, increment, memory, _change = lines.get(number, (None, None, None, None))
            shown = text[number - 1] if text is not None and number <= len(text) else ""
            self.rows.append((number, memory, increment, occurrences, shown))


class MemoryLinesTable:
    """Functions with the memory of their lines, as text and as HTML."""

    def __init__(self, functions):
        self.functions = functions

    def text(self):
        """As the command line prints it."""
        return "".join(self._function_text(function) for function in self.functions)

    def html(self):
        """A table for each function, self-contained."""
        columns = [(title, "right") for title in _TITLES] + [("Line Contents", "left")]
        parts = []
        for function in self.functions:
            hottest = max([increment or 0 for _, _, increment, _, _ in function.rows[1:]] or [0])
            rows = []
            for index, (row, texts) in enumerate(zip(function.rows, self._cells(function))):
                cells = [_html.Cell(text.strip()) for text in texts[:-1]] + [_html.Cell(texts[-1])]
                heat = _words.heat_step(row[2] or 0, hottest) if index else 0
                cells[2] = _html.Cell(texts[2].strip(), heat=heat)
                rows.append(cells)
            lines = ["%s at line %d" % (function.name, function.line), function.file]
            parts += [_html.heading(lines), _html.table(columns, rows, is_code=True)]
        return _html.block("".join(parts))

    def _function_text(self, function):
        head = _row(_TITLES + ("Line Contents",))
        lines = ["Filename: %s" % _words.safe(function.file), "", head, "=" * len(head)]
        lines += [_row(cells[:-1] + [_words.safe(cells[-1])]) for cells in self._cells(function)]
        return "\n".join(lines) + "\n\n\n"

    def _cells(self, function):
        rows = []
        for line, memory, increment, occurrences, text in function.rows:
            if memory is None:
                rows.append([str(line).rjust(6), "", "", "", text])
                continue
            figures = ["%7.3f MiB" % (figure / _MEBIBYTE) for figure in (memory, increment)]
            rows.append([str(line).rjust(6)] + figures + [str(occurrences), text])
        return rows


def _row(cells):
    line, memory, increment, occurrences, text = cells
    figures = (line.rjust(6), memory.rjust(12), increment.rjust(12), occurrences.rjust(10))
    return "%s %s %s  %s   %s" % (figures + (text,))
