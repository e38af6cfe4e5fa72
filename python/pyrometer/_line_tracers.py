"""Exact hits and times of lines by the interpreter's own means: sys.monitoring (3.12 and newer), sys.settrace.

Both count a hit when a line begins and its time until the next line of the same call begins, or the call ends or pauses.
A cell is [hits, seconds, events]: the last are the events of other lines that lay within, each of which cost something.
"""

import sys
from _thread import get_ident
from time import perf_counter

_CALIBRATION_LOOPS = 400
_CALIBRATION_ROUNDS = 7


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


class _Tracer:
    """What both have: the chosen code objects and what was counted of them."""

    #: Seconds that a line's own event adds to it, and that an event of another line within adds.
    own_cost = nested_cost = 0.0

    def __init__(self, decide):
        self._decide = decide
        #: id to (code, module, name); None for code that is not meant. Holds the code: its id stays its own.
        self._known = {}
        self._kept = []
        self._cells = _PerThread()

    def choose(self, function_code, module, name):
        """Counts the lines of this code from now on."""
        self._known[id(function_code)] = (function_code, module, name)

    def _judge(self, code, module):
        """Whether to trace code that is seen for the first time."""
        name = self._decide(code, module)
        if name is None:
            self._known[id(code)] = None
            self._kept.append(code)
            return False
        self.choose(code, module, name)
        return True

    def forget(self):
        """Starts again from nothing, in a forked child."""
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

    def calibrate(self):
        """Measures what an event costs, on a function whose lines cost nothing."""
        code = _calibrated.__code__
        rounds = range(_CALIBRATION_ROUNDS)
        plain = _median([_timed(_calibrated) for _ in rounds])
        self.choose(code, None, "")
        self.start(code)
        own, elapsed, events = [], [], 1
        for _ in rounds:
            self._cells.clear()
            elapsed.append(_timed(_calibrated))
            cells = [cell for table in self._cells.values() for lines in table.values() for cell in lines.values()]
            events = sum(cell[0] for cell in cells) or 1
            own.append(sum(cell[1] for cell in cells))
        self.stop()
        self._cells.clear()
        del self._known[id(code)]
        self.own_cost = max(0.0, (_median(own) - plain) / events)
        self.nested_cost = max(0.0, (_median(elapsed) - plain) / events)


def _median(values):
    return sorted(values)[len(values) // 2]


def _timed(function):
    began = perf_counter()
    function()
    return perf_counter() - began


def _calibrated():
    for number in range(_CALIBRATION_LOOPS):
        one = number
        two = one
        three = two
        four = three
    return four


class MonitoringTracer(_Tracer):
    """By local events of the chosen code alone: everything else runs at full speed once it was looked at."""

    name = "sys.monitoring"

    def __init__(self, decide):
        super().__init__(decide)
        self._take_tool()

    def _take_tool(self):
        monitoring = sys.monitoring
        for tool in (monitoring.PROFILER_ID, 3, 4, monitoring.COVERAGE_ID, monitoring.OPTIMIZER_ID):
            try:
                monitoring.use_tool_id(tool, "pyrometer")
                break
            except ValueError:
                continue
        else:
            raise RuntimeError("all tool ids of sys.monitoring are in use")
        self._tool = tool
        self._register()

    def start(self, code=None):
        """Begins to look for the chosen functions; with `code` traces only that."""
        events = sys.monitoring.events
        if code is None:
            sys.monitoring.set_events(self._tool, events.PY_START | events.PY_UNWIND)
        else:
            self._trace(code)

    def stop(self):
        monitoring = sys.monitoring
        monitoring.set_events(self._tool, 0)
        for known in list(self._known.values()):
            if known is not None:
                monitoring.set_local_events(self._tool, known[0], 0)

    def resume(self, is_searching=False):
        """Counts until `pause`, for a part of a program; with `is_searching` also functions that are called first here."""
        monitoring = sys.monitoring
        if self._tool is None:
            self._take_tool()
        events = monitoring.events
        if is_searching:
            # What a tool before us in this place switched off stays so, else.
            monitoring.restart_events()
        monitoring.set_events(self._tool, events.PY_UNWIND | (events.PY_START if is_searching else 0))
        for known in list(self._known.values()):
            if known is not None:
                self._trace(known[0])

    def pause(self):
        """Ends what `resume` began; others may use the tool's place."""
        self.stop()
        sys.monitoring.free_tool_id(self._tool)
        self._tool = None

    def is_in_place(self):
        return self._tool is None or sys.monitoring.get_tool(self._tool) == "pyrometer"

    def choose(self, function_code, module, name):
        super().choose(function_code, module, name)
        if self._tool is not None:
            self._trace(function_code)

    def _trace(self, code):
        events = sys.monitoring.events
        sys.monitoring.set_local_events(self._tool, code, events.LINE | events.PY_RETURN | events.PY_YIELD)

    def _register(self):
        monitoring = sys.monitoring
        disable = monitoring.DISABLE
        getframe = sys._getframe
        clock = perf_counter
        cells = self._cells
        known = self._known
        judge = self._judge
        current = {}
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

        def on_start(code, offset):
            if id(code) not in known:
                judge(code, getframe(1).f_globals.get("__name__"))
            # With its start Python 3.13 disables the line of a function that stands on one.
            return disable if known[id(code)] is None else None

        for event, callback in (
            ("LINE", on_line),
            ("PY_RETURN", on_end),
            ("PY_YIELD", on_end),
            ("PY_UNWIND", on_unwind),
            ("PY_START", on_start),
        ):
            monitoring.register_callback(self._tool, getattr(monitoring.events, event), callback)

        def forget():
            current.clear()
            cells.clear()

        self.forget = forget


class SettraceTracer(_Tracer):
    """By sys.settrace, for every Python: all calls of the program are seen, lines of the chosen functions only."""

    name = "sys.settrace"

    def __init__(self, decide):
        super().__init__(decide)
        self._register()

    def start(self, code=None):
        if code is None:
            import threading

            threading.settrace(self._on_call)
        sys.settrace(self._on_call)

    def stop(self):
        if sys.gettrace() is self._on_call:
            sys.settrace(None)
        threading = sys.modules.get("threading")
        if threading is not None and getattr(threading, "_trace_hook", None) is self._on_call:
            threading.settrace(None)

    def resume(self, _is_searching=False):
        """Counts until `pause`, in this thread and those that are started meanwhile."""
        threading = sys.modules.get("threading")
        self._before = sys.gettrace(), getattr(threading, "_trace_hook", None)
        self.start()

    def pause(self):
        """Ends what `resume` began; a tracer that was there before is put back."""
        trace, hook = self._before
        self.stop()
        if trace is not None and sys.gettrace() is None:
            sys.settrace(trace)
        if hook is not None:
            sys.modules["threading"].settrace(hook)

    def is_in_place(self):
        return sys.gettrace() is self._on_call

    def _register(self):
        clock = perf_counter
        cells = self._cells
        known = self._known
        judge = self._judge
        events = 0

        def on_call(frame, event, _argument):
            code = frame.f_code
            key = id(code)
            try:
                if known[key] is None:
                    return None
            except KeyError:
                if not judge(code, frame.f_globals.get("__name__")):
                    return None
            return tracer_of(cells[get_ident()][key])

        def tracer_of(lines):
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

        self._on_call = on_call
