"""Memory, increment and occurrences of the lines of chosen functions, as memory_profiler counts them.

When a line has ended what is resident is read, and put down to that line: the most that was ever seen after it, how often it
ran, and what it added to what was seen after the line before. memory_profiler's rules, kept as they are: the line before is
the one that ended last, in whatever chosen function; of it the most that was ever seen counts, nothing where the function has no
such line (at its first line, and after a call of another chosen function). Functions inside a chosen one belong to it.

Beside it stands the change: what is resident when a line ends less what was when it began, calls included. Of functions that
several threads run the increment is that, too.
"""

import _thread
import os
import sys
from _thread import get_ident
from time import time_ns

#: Spans of a function that are kept, and the shortest one in nanoseconds.
_MOST_SPANS = 1000
_SHORTEST_SPAN = 1_000_000
_LOOPS = 300
#: Flags of the code of generators and coroutines.
_PAUSES = 0x20 | 0x80 | 0x200
_STATM = "/proc/self/statm"
#: The lowest number of our descriptor: programs count on getting the low ones.
_DESCRIPTOR = 200
#: What PyPy's fcntl has no name for, of Linux.
_DUPFD_CLOEXEC = 1030


def make_reader():
    """A function that gives the pages that are resident, and one to call in a forked child."""
    descriptor = -1
    pread = os.pread

    def reopen():
        nonlocal descriptor
        plain = os.open(_STATM, os.O_RDONLY | os.O_CLOEXEC)
        try:
            import fcntl

            descriptor = fcntl.fcntl(plain, getattr(fcntl, "F_DUPFD_CLOEXEC", _DUPFD_CLOEXEC), _DESCRIPTOR)
        except (ImportError, OSError):
            descriptor = plain
        else:
            os.close(plain)

    def read():
        try:
            return int(pread(descriptor, 64, 0).split(b" ", 2)[1])
        except (OSError, ValueError, IndexError):  # the program closed it, or all that it did not open itself
            reopen()
            return int(pread(descriptor, 64, 0).split(b" ", 2)[1])

    reopen()
    return read, reopen


def native_id():
    """The system's number of this thread, -1 where nobody knows."""
    return _thread.get_native_id() if hasattr(_thread, "get_native_id") else -1


class Watched:
    """A chosen function with all code inside it."""

    def __init__(self, code, module, name, has_lines, variables):
        self.code = code
        self.module = module
        self.name = name
        self.has_lines = has_lines
        #: Called with each frame, see _memory_variables.py; None where nobody asks for its variables.
        self.variables = variables
        #: (start, duration, thread) of its calls.
        self.spans = []


class _Thread(dict):
    """Of one thread: cells [increment, most, occurrences, change] (pages) of each line of each function."""

    def __init__(self):
        self.previous = 0

    def __missing__(self, watched):
        lines = self[watched] = {}
        return lines


class _Threads(dict):
    def __missing__(self, ident):
        thread = self[ident] = _Thread()
        return thread


class _Call:
    """A call, or what runs of one between two pauses."""

    __slots__ = ("line", "lines", "thread", "pages", "watched", "start")

    def __init__(self, line, watched, thread, pages):
        """`pages` is what is resident as the line begins, 0 where nobody looked: a definition's own line does nothing."""
        self.line = line
        self.watched = watched
        self.thread = thread
        self.lines = thread[watched] if watched.has_lines else None
        self.pages = pages
        self.start = time_ns()


class _MemoryTracer:
    """What both tracers have: the chosen code, and what is done when a line of it has ended."""

    own_cost = nested_cost = 0.0

    def __init__(self, decide):
        """`decide` gives (name, whether lines are counted, variables' observer) of code that is seen first, or None."""
        self._decide = decide
        self._known = {}
        self._chosen = []
        self._kept = []
        self._threads = _Threads()
        self._read, self._reopen = make_reader()
        #: Each is called with (frame, line, function that gives the pages) when a line has ended.
        self.watchers = []
        #: What went wrong in measuring: never the program's concern.
        self.failure = None
        self._register(self._make_step())

    def choose(self, code, module, name, has_lines=True, variables=None):
        """Watches this code, and all code inside it, from now on."""
        watched = Watched(code, module, name, has_lines, variables)
        self._chosen.append(watched)
        waiting = [code]
        while waiting:
            inner = waiting.pop()
            if self._known.get(id(inner)) is None:
                self._known[id(inner)] = watched
                self._watch(inner)
                waiting += [one for one in inner.co_consts if hasattr(one, "co_code")]
        self._kept.append(code)

    def _watch(self, code):
        """The tracer may have to be told."""

    def _judge(self, code, module):
        found = self._decide(code, module)
        if found is None:
            self._known[id(code)] = None
            self._kept.append(code)
            return False
        self.choose(code, module, *found)
        return True

    def forget(self):
        """Starts again from nothing, in a forked child."""
        self._threads.clear()
        for watched in self._chosen:
            watched.spans.clear()
        self._reopen()

    def functions(self):
        """(code, module, name, {line: [increment, most, occurrences, change]}) of everything whose lines are counted."""
        for watched in list(self._chosen):
            if not watched.has_lines:
                continue
            added = {}
            tables = [thread[watched] for thread in list(self._threads.values()) if watched in thread]
            for table in tables:
                for line, cell in list(table.items()):
                    increment, most, occurrences, change = added.get(line, (0, 0, 0, 0))
                    added[line] = (increment + cell[0], max(most, cell[1]), occurrences + cell[2], change + cell[3])
            if len(tables) > 1:
                # memory_profiler watches one thread. What was there before means nothing where another one frees it.
                added = {line: (cell[3],) + cell[1:] for line, cell in added.items()}
            yield watched.code, watched.module, watched.name, added

    def spans(self):
        """(name, start, duration, thread) of calls of some length."""
        return [(watched.name,) + span for watched in self._chosen for span in watched.spans]

    def calibrate(self):
        """Measures what an event costs, on a function whose lines cost nothing."""
        from time import perf_counter

        def timed():
            began = perf_counter()
            _calibrated()
            return perf_counter() - began

        plain = min(timed() for _ in range(3))
        self.choose(_calibrated.__code__, None, "")
        self.start(_calibrated.__code__)
        traced = min(timed() for _ in range(3))
        self.stop()
        events = sum(cell[2] for thread in self._threads.values() for cell in thread[self._chosen[-1]].values())
        self.own_cost = max(0.0, traced - plain) * 3 / (events or 1)
        del self._known[id(self._chosen.pop().code)]
        self._threads.clear()

    def _make_step(self):
        """The function called when `line` of a call has ended; `is_end` when the call ends or pauses, too."""
        read = self._read
        watchers = self.watchers

        def step(call, frame, is_end, is_pause=False):
            try:
                watched = call.watched
                lines = call.lines
                if lines is not None:
                    pages = read()
                    line = call.line
                    thread = call.thread
                    began = call.pages or pages
                    before = lines.get(thread.previous)
                    base = before[1] if before is not None else 0
                    cell = lines.get(line)
                    if cell is None:
                        lines[line] = [pages - base, pages, 1, pages - began]
                    else:
                        cell[0] += pages - base
                        if pages > cell[1]:
                            cell[1] = pages
                        cell[2] += 1
                        cell[3] += pages - began
                    thread.previous = line
                    call.pages = pages
                if watchers:
                    for watcher in watchers:
                        watcher(frame, call.line, read)
                if watched.variables is not None and frame.f_code is watched.code:
                    watched.variables(watched.name, frame, call.line, is_end and not is_pause)
                if is_end and lines is not None:
                    duration = time_ns() - call.start
                    if duration >= _SHORTEST_SPAN and len(watched.spans) < _MOST_SPANS:
                        watched.spans.append((call.start, duration, native_id()))
            except Exception as error:  # ours, and no concern of the program's
                self.failure = error

        return step


def _calibrated():
    for number in range(_LOOPS):
        one = number
        two = one
        three = two
    return three


class MonitoringMemoryTracer(_MemoryTracer):
    """By local events of the chosen code alone (Python 3.12 and newer): everything else runs at full speed."""

    name = "sys.monitoring"

    def __init__(self, decide):
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
        self._watching = []
        super().__init__(decide)

    def start(self, code=None):
        """Begins to look for the chosen functions; with `code` watches only what is chosen already."""
        events = sys.monitoring.events
        if code is None:
            sys.monitoring.set_events(self._tool, events.PY_START | events.PY_UNWIND | events.PY_THROW)

    def stop(self):
        monitoring = sys.monitoring
        monitoring.set_events(self._tool, 0)
        for code in self._watching:
            monitoring.set_local_events(self._tool, code, 0)

    def is_in_place(self):
        return sys.monitoring.get_tool(self._tool) == "pyrometer"

    def _watch(self, code):
        events = sys.monitoring.events
        local = events.LINE | events.JUMP | events.PY_RETURN | events.PY_YIELD | events.PY_RESUME
        sys.monitoring.set_local_events(self._tool, code, local)
        self._watching.append(code)

    def _register(self, step):
        monitoring = sys.monitoring
        disable = monitoring.DISABLE
        getframe = sys._getframe
        known = self._known
        threads = self._threads
        judge = self._judge
        read = self._read
        current = {}
        line_of = {}

        def begin(frame, code, line, pages):
            watched = known.get(id(code))
            if watched is None:
                return None
            call = current[frame] = _Call(line, watched, threads[get_ident()], pages)
            return call

        def on_line(code, line):
            frame = getframe(1)
            call = current.get(frame)
            if call is None:
                # Its first line has begun: what came before stands on the line of its definition.
                call = begin(frame, code, code.co_firstlineno, 0)
                if call is None:
                    return
            step(call, frame, False)
            call.line = line

        def on_jump(code, start, end):
            # A loop on one line makes no line event; sys.settrace, and memory_profiler with it, tells every round.
            if end > start:
                return disable
            lines = line_of.get(id(code))
            if lines is None:
                lines = line_of[id(code)] = _Lines(code)
            line = lines[end]
            call = current.get(getframe(1))
            if line != lines[start]:
                return disable
            if call is not None and call.line == line:
                step(call, getframe(1), False)

        def on_end(code, offset, value):
            end(getframe(1))

        def on_pause(code, offset, value):
            end(getframe(1), True)

        def end(frame, is_pause=False):
            call = current.pop(frame, None)
            if call is not None:
                step(call, frame, True, is_pause)

        def on_unwind(code, offset, value):
            if current:
                end(getframe(1))

        def on_resume(code, offset):
            frame = getframe(1)
            begin(frame, code, frame.f_lineno, read())

        def on_throw(code, offset, value):
            if known.get(id(code)) is not None:
                frame = getframe(1)
                begin(frame, code, frame.f_lineno, read())

        def on_start(code, offset):
            if id(code) not in known:
                judge(code, getframe(1).f_globals.get("__name__"))
            # With its start Python 3.13 disables the line of a function that stands on one.
            return disable if known[id(code)] is None else None

        for event, callback in (
            ("LINE", on_line),
            ("JUMP", on_jump),
            ("PY_RETURN", on_end),
            ("PY_YIELD", on_pause),
            ("PY_UNWIND", on_unwind),
            ("PY_RESUME", on_resume),
            ("PY_THROW", on_throw),
            ("PY_START", on_start),
        ):
            monitoring.register_callback(self._tool, getattr(monitoring.events, event), callback)

        self._current = current

    def forget(self):
        self._current.clear()
        super().forget()


class _Lines(dict):
    """Lines by offset in the bytecode of a code object, looked up once each."""

    def __init__(self, code):
        self._code = code

    def __missing__(self, offset):
        found = None
        for start, end, line in self._code.co_lines():
            if start <= offset < end:
                found = line
        self[offset] = found
        return found


class SettraceMemoryTracer(_MemoryTracer):
    """By sys.settrace, for every Python: all calls of the program are seen, lines of the chosen functions only."""

    name = "sys.settrace"

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

    def is_in_place(self):
        return sys.gettrace() is self._on_call

    def _register(self, step):
        known = self._known
        threads = self._threads
        judge = self._judge
        read = self._read
        watchers = self.watchers

        def is_pausing(frame):
            from opcode import opmap

            return frame.f_code.co_code[frame.f_lasti] in (opmap.get("YIELD_VALUE"), opmap.get("YIELD_FROM"))

        def on_call(frame, event, _argument):
            code = frame.f_code
            try:
                watched = known[id(code)]
            except KeyError:
                watched = known[id(code)] if judge(code, frame.f_globals.get("__name__")) else None
            if watched is None:
                return None
            line = frame.f_lineno
            # What resumes goes on with a line that has begun long ago.
            pages = 0 if line == code.co_firstlineno else read()
            call = _Call(line, watched, threads[get_ident()], pages)

            def on_event(frame, event, _argument):
                if event == "line":
                    step(call, frame, False)
                    call.line = frame.f_lineno
                elif event == "return":
                    step(call, frame, True, code.co_flags & _PAUSES and is_pausing(frame))
                # Where a watcher has called the debugger, that is to be told of what comes.
                return on_event if not watchers or sys.gettrace() is on_call else frame.f_trace

            return on_event

        self._on_call = on_call
