"""Exact hits and times of the lines of chosen code: a counter for _line_watch.py.

It counts a hit when a line begins and its time until the next line of the same call begins, or the call ends or pauses.
A cell is [hits, seconds, events]: the last are the events of other lines that lay within, each of which cost something.
"""

import sys
from _thread import get_ident
from time import perf_counter


class Lines(dict):
    """Cells by line number."""

    def __missing__(self, line):
        cell = self[line] = [0, 0.0, 0]
        return cell


class _PerThread(dict):
    """Cells of each code object, by thread: no two threads add to the same cell."""

    def __missing__(self, ident):
        table = self[ident] = _PerCode()
        return table


class _PerCode(dict):
    def __missing__(self, key):
        lines = self[key] = Lines()
        return lines


class LineTimes:
    """Counts the lines of the chosen code objects."""

    #: Seconds that a line's own event adds to it, and that an event of another line within adds.
    own_cost = nested_cost = 0.0

    def __init__(self, decide):
        """`decide` gives the name of code that is seen first, None where it is not meant."""
        super().__init__(decide)
        self._cells = _PerThread()
        #: Of sys.monitoring, what each running call is at.
        self._current = None
        self._register()

    def choose(self, function_code, module, name):
        """Counts the lines of this code from now on."""
        self._known[id(function_code)] = (function_code, module, name)
        self._watch(function_code)

    _choose_found = choose

    def forget(self):
        """Starts again from nothing, in a forked child."""
        if self._current is not None:
            self._current.clear()
            self._cells.clear()
            return
        # The running calls go on with the cells they have.
        for table in self._cells.values():
            for lines in table.values():
                for cell in lines.values():
                    cell[:] = [0, 0.0, 0]

    def functions(self):
        """(code, module, name, {line: [hits, seconds, events]}) of everything chosen."""
        for key, known in list(self._known.items()):
            if known is None:
                continue
            added = {}
            for table in list(self._cells.values()):
                for line, (hits, seconds, events) in list(table.get(key, {}).items()):
                    before = added.get(line, (0, 0.0, 0))
                    added[line] = (before[0] + hits, before[1] + seconds, before[2] + events)
            yield known[0], known[1], known[2], added

    def calibrate(self, costless):
        """Measures what an event costs, on a function whose lines cost nothing."""
        code = costless.function.__code__
        plain = costless.typical([costless.elapsed() for _ in costless.rounds])
        self.choose(code, None, "")
        self.start(False)
        own, elapsed, events = [], [], 1
        for _ in costless.rounds:
            self._cells.clear()
            elapsed.append(costless.elapsed())
            cells = [cell for table in self._cells.values() for lines in table.values() for cell in lines.values()]
            events = sum(cell[0] for cell in cells) or 1
            own.append(sum(cell[1] for cell in cells))
        self.stop()
        self._cells.clear()
        self._unchoose(code)
        self.own_cost = max(0.0, (costless.typical(own) - plain) / events)
        self.nested_cost = max(0.0, (costless.typical(elapsed) - plain) / events)

    def _monitored(self):
        getframe = sys._getframe
        clock = perf_counter
        cells = self._cells
        current = self._current = {}
        events = 0

        def on_line(code, line):
            nonlocal events
            now = clock()
            frame = getframe(1)
            try:
                cell, start, before, lines = current[frame]
            except KeyError:
                lines = cells[get_ident()][id(code)]
            else:
                cell[1] += now - start
                cell[2] += events - before
            cell = lines[line]
            cell[0] += 1
            events += 1
            current[frame] = cell, clock(), events, lines

        def on_end(code, offset, value):
            nonlocal events
            now = clock()
            entry = current.pop(getframe(1), None)
            if entry is not None:
                cell = entry[0]
                cell[1] += now - entry[1]
                cell[2] += events - entry[2]
                events += 1

        def on_unwind(code, offset, value):
            if current:
                on_unwind_of(getframe(1))

        def on_unwind_of(frame):
            now = clock()
            entry = current.pop(frame, None)
            if entry is not None:
                cell = entry[0]
                cell[1] += now - entry[1]
                cell[2] += events - entry[2]

        return {"LINE": on_line, "PY_RETURN": on_end, "PY_YIELD": on_end, "PY_UNWIND": on_unwind}

    def _traced(self):
        clock = perf_counter
        cells = self._cells
        events = 0

        def traced(_frame, key, _known):
            lines = cells[get_ident()][key]
            cell, start, before = None, 0.0, 0

            def on_event(_frame, event, _argument):
                nonlocal cell, start, before, events
                now = clock()
                if event == "line":
                    if cell is not None:
                        cell[1] += now - start
                        cell[2] += events - before
                    cell = lines[_frame.f_lineno]
                    cell[0] += 1
                    events += 1
                    before = events
                    start = clock()
                elif event == "return" and cell is not None:
                    cell[1] += now - start
                    cell[2] += events - before
                    cell = None
                    events += 1
                return on_event

            return on_event

        return traced
