"""Memory, increment and occurrences of the lines of chosen functions, as memory_profiler counts them.

When a line has ended what is resident is read, and put down to that line: the most that was ever seen after it, how often it
ran, and what it added to what was seen after the line before. memory_profiler's rules, kept as they are: the line before is
the one that ended last, in whatever chosen function; of it the most that was ever seen counts, nothing where the function has no
such line (at its first line, and after a call of another chosen function). Functions inside a chosen one belong to it.

Beside it stands the change: what is resident when a line ends less what was when it began, calls included. Of functions that
several threads run the increment is that, too.
"""

import _thread
import sys
from _thread import get_ident
from time import time_ns

#: Spans of a function that are kept, and the shortest one in nanoseconds.
_MOST_SPANS = 1000
_SHORTEST_SPAN = 1_000_000
#: Flags of the code of generators and coroutines.
_PAUSES = 0x20 | 0x80 | 0x200


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


class MemoryLines:
    """Reads what is resident when a line of the chosen code has ended."""

    own_cost = nested_cost = 0.0

    def __init__(self, decide, make_reader):
        """`decide` gives (name, whether lines are counted, variables' observer) or None; `make_reader` is _resident.py's."""
        super().__init__(decide)
        self._chosen = []
        #: Of sys.monitoring, the running calls.
        self._current = {}
        self._threads = _Threads()
        self._read, self._reopen = make_reader()
        #: Each is called with (frame, line, function that gives the pages) when a line has ended.
        self.watchers = []
        #: What went wrong in measuring: never the program's concern.
        self.failure = None
        self._register()

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

    def _choose_found(self, code, module, found):
        self.choose(code, module, *found)

    def forget(self):
        """Starts again from nothing, in a forked child."""
        self._current.clear()
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

    def calibrate(self, costless):
        """Measures what an event costs, on a function whose lines cost nothing."""
        plain = min(costless.elapsed() for _ in range(5))
        self.choose(costless.function.__code__, None, "")
        self.start(False)
        traced = min(costless.elapsed() for _ in range(5))
        self.stop()
        events = sum(cell[2] for thread in self._threads.values() for cell in thread[self._chosen[-1]].values())
        self.own_cost = max(0.0, traced - plain) * 5 / (events or 1)
        self._unchoose(self._chosen.pop().code)
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

    def _monitored(self):
        step = self._make_step()
        getframe = sys._getframe
        known = self._known
        threads = self._threads
        read = self._read
        current = self._current

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

        def on_round(frame, line):
            call = current.get(frame)
            if call is not None and call.line == line:
                step(call, frame, False)

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

        return {
            "LINE": on_line,
            "JUMP": self._rounds(on_round),
            "PY_RETURN": on_end,
            "PY_YIELD": on_pause,
            "PY_UNWIND": on_unwind,
            "PY_RESUME": on_resume,
            "PY_THROW": on_throw,
        }

    def _traced(self):
        step = self._make_step()
        threads = self._threads
        read = self._read
        watchers = self.watchers

        def is_pausing(frame):
            from opcode import opmap

            return frame.f_code.co_code[frame.f_lasti] in (opmap.get("YIELD_VALUE"), opmap.get("YIELD_FROM"))

        def traced(frame, _key, watched):
            code = frame.f_code
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
                return on_event if not watchers or sys.gettrace() is self.on_call else frame.f_trace

            return on_event

        return traced
