"""Watches the lines of chosen code by the interpreter's own means: sys.monitoring (3.12 and newer), sys.settrace.

Here is how code is chosen and how its events are switched on and off; what an event means is the counter's affair (_line_times.py,
_memory_lines.py). The interpreter calls the counter's functions itself: one call more for each line would cost too much.

A counter is a class that `make_tracer` puts before a watch. It has `choose(code, module, ...)`, which enters code into `_known` and
calls `_watch`; `_choose_found`, the same with what `decide` gave; `_monitored()`, the callbacks of sys.monitoring by event; and
`_traced()`, for sys.settrace, a function that gives the local trace function of a call: of its frame, the id of its code and
what is known of it. When it is ready it calls `_register`.
"""

import sys

#: Events that cannot be had of one code object alone.
_EVERYWHERE = ("PY_UNWIND", "PY_THROW")


def make_tracer(counter, decide, may_monitor, *settings):
    """A tracer that counts by `counter` what `decide(code, module)` does not give None for, by the quickest means there is.
    `settings` are what this counter takes besides."""
    if may_monitor and hasattr(sys, "monitoring"):
        try:
            return type("MonitoringTracer", (counter, MonitoringWatch), {})(decide, *settings)
        except RuntimeError:
            pass
    return type("SettraceTracer", (counter, SettraceWatch), {})(decide, *settings)


class _Watch:
    """What both have: the code that was seen."""

    def __init__(self, decide):
        self._decide = decide
        #: id of code to what the counter knows of it; None for code that is not meant.
        self._known = {}
        #: Code that is not meant: its id stays its own. The counter keeps what is chosen.
        self._kept = []

    def _judge(self, code, module):
        """What is known of code that is seen for the first time, None where it is not meant."""
        found = self._decide(code, module)
        if found is None:
            self._known[id(code)] = None
            self._kept.append(code)
            return None
        self._choose_found(code, module, found)
        return self._known[id(code)]

    def _unchoose(self, code):
        del self._known[id(code)]


class MonitoringWatch(_Watch):
    """By local events of the chosen code alone: everything else runs at full speed once it was looked at."""

    name = "sys.monitoring"

    def __init__(self, decide):
        super().__init__(decide)
        #: Chosen code by id.
        self._watched = {}
        self._everywhere = self._local = 0
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

    def _register(self):
        monitoring = sys.monitoring
        disable = monitoring.DISABLE
        getframe = sys._getframe
        known = self._known
        judge = self._judge

        def on_start(code, offset):
            if id(code) not in known:
                judge(code, getframe(1).f_globals.get("__name__"))
            # With its start Python 3.13 disables the line of a function that stands on one.
            return disable if known[id(code)] is None else None

        monitoring.register_callback(self._tool, monitoring.events.PY_START, on_start)
        for name, callback in self._monitored().items():
            event = getattr(monitoring.events, name)
            monitoring.register_callback(self._tool, event, callback)
            if name in _EVERYWHERE:
                self._everywhere |= event
            else:
                self._local |= event

    def start(self, is_searching=True):
        """Begins to look for the chosen functions; without `is_searching` only what is chosen already is watched."""
        if is_searching:
            sys.monitoring.set_events(self._tool, self._everywhere | sys.monitoring.events.PY_START)

    def stop(self):
        monitoring = sys.monitoring
        monitoring.set_events(self._tool, 0)
        for code in list(self._watched.values()):
            monitoring.set_local_events(self._tool, code, 0)

    def resume(self, is_searching=False):
        """Watches until `pause`, for a part of a program; with `is_searching` also functions that are called first here."""
        monitoring = sys.monitoring
        if self._tool is None:
            self._take_tool()
            self._register()
        if is_searching:
            # What a tool before us in this place switched off stays so, else.
            monitoring.restart_events()
        monitoring.set_events(self._tool, self._everywhere | (monitoring.events.PY_START if is_searching else 0))
        for code in list(self._watched.values()):
            monitoring.set_local_events(self._tool, code, self._local)

    def pause(self):
        """Ends what `resume` began; others may use the tool's place."""
        self.stop()
        sys.monitoring.free_tool_id(self._tool)
        self._tool = None

    def is_in_place(self):
        return self._tool is None or sys.monitoring.get_tool(self._tool) == "pyrometer"

    def _rounds(self, on_round):
        """A callback of JUMP. A loop on one line makes no line event; sys.settrace tells every round, and so does this."""
        disable = sys.monitoring.DISABLE
        getframe = sys._getframe
        lines_of = {}

        def on_jump(code, start, end):
            if end > start:
                return disable
            lines = lines_of.get(id(code))
            if lines is None:
                lines = lines_of[id(code)] = _Lines(code)
            line = lines[end]
            if line != lines[start]:
                return disable
            return on_round(getframe(1), line)

        return on_jump

    def _watch(self, code):
        self._watched[id(code)] = code
        if self._tool is not None:
            sys.monitoring.set_local_events(self._tool, code, self._local)

    def _unchoose(self, code):
        super()._unchoose(code)
        del self._watched[id(code)]


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


class SettraceWatch(_Watch):
    """By sys.settrace, for every Python: all calls of the program are seen, lines of the chosen functions only."""

    name = "sys.settrace"

    def _register(self):
        known = self._known
        judge = self._judge
        traced = self._traced()

        def on_call(frame, event, _argument):
            code = frame.f_code
            key = id(code)
            try:
                chosen = known[key]
            except KeyError:
                chosen = judge(code, frame.f_globals.get("__name__"))
            return None if chosen is None else traced(frame, key, chosen)

        #: What is told of every call.
        self.on_call = on_call

    def start(self, is_searching=True):
        """Begins to look for the chosen functions; without `is_searching` in this thread alone."""
        if is_searching:
            import threading

            threading.settrace(self.on_call)
        sys.settrace(self.on_call)

    def stop(self):
        if sys.gettrace() is self.on_call:
            sys.settrace(None)
        threading = sys.modules.get("threading")
        if threading is not None and getattr(threading, "_trace_hook", None) is self.on_call:
            threading.settrace(None)

    def resume(self, _is_searching=False):
        """Watches until `pause`, in this thread and those that are started meanwhile."""
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
        return sys.gettrace() is self.on_call

    def _watch(self, code):
        """All calls are seen."""
