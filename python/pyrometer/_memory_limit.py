"""Stops in the debugger when memory has passed a limit; without a terminal says where that was, and goes on."""

import os
import sys


class Limit:
    """Called with each line that has ended and what gives the pages that are resident; acts once."""

    def __init__(self, mebibytes, own_folder, tell):
        self._pages = mebibytes * 2**20 / os.sysconf("SC_PAGESIZE")
        self._mebibytes = mebibytes
        self._own_folder = own_folder
        self._tell = tell
        #: (name of the function, file, line, bytes), when it was passed.
        self.passed = None
        #: What sees the calls of the program by sys.settrace, whose place the debugger takes; None where that is not how.
        self.on_call = None

    def __call__(self, frame, line, read):
        if self.passed is not None:
            return
        pages = read()
        if pages < self._pages:
            return
        code = frame.f_code
        name = getattr(code, "co_qualname", code.co_name)
        size = pages * os.sysconf("SC_PAGESIZE")
        self.passed = (name, code.co_filename, line, size)
        head = "pyrometer: memory passed %g MiB (it is %.1f MiB) in %s at %s:%d\n" % (
            self._mebibytes,
            size / 2**20,
            name,
            code.co_filename,
            line,
        )
        self._tell("memory passed %g MiB" % self._mebibytes)
        streams = _terminal()
        if streams is None:
            sys.stderr.write(head + self._stack(frame, line) + "pyrometer: no terminal to debug in: going on\n")
            sys.stderr.flush()
        else:
            self._debug(frame, head, streams)

    def _stack(self, frame, line):
        """The stack as tracebacks show it, without this package's frames."""
        import linecache

        rows = []
        while frame is not None:
            code = frame.f_code
            file = code.co_filename
            if not file.startswith(self._own_folder):
                text = linecache.getline(file, line, frame.f_globals).strip()
                rows.append('  File "%s", line %d, in %s\n%s' % (file, line, code.co_name, text and "    %s\n" % text))
            frame = frame.f_back
            line = frame.f_lineno if frame is not None else 0
        return "Stack (most recent call last):\n" + "".join(reversed(rows))

    def _debug(self, frame, head, streams):
        import pdb

        on_call = self.on_call
        own_folder = self._own_folder
        ours = {}
        caller = frame
        while on_call is not None and caller is not None:
            if caller.f_trace is not None:
                ours[caller] = caller.f_trace
            caller = caller.f_back

        class Debugger(pdb.Pdb):
            """Hands what it is told on to our tracer, whose place it takes (sys.settrace), and gives that back."""

            is_over = False

            def trace_dispatch(self, frame, event, argument):
                if on_call is None:
                    return super().trace_dispatch(frame, event, argument)
                if event == "call":
                    own = on_call(frame, event, argument)
                    if own is not None:
                        ours[frame] = own
                else:
                    own = ours.get(frame)
                    if own is not None:
                        own(frame, event, argument)
                    if event == "return":
                        ours.pop(frame, None)
                if self.is_over:
                    return own
                local = super().trace_dispatch(frame, event, argument)
                return local if own is None else self.trace_dispatch

            def set_continue(self):
                super().set_continue()
                if on_call is not None and not self.breaks:
                    self.is_over = True
                    for frame, own in ours.items():
                        frame.f_trace = own
                    sys.settrace(on_call)

            def get_stack(self, frame, traceback):
                stack, at = super().get_stack(frame, traceback)
                kept = [one for one in stack if not one[0].f_code.co_filename.startswith(own_folder)]
                return kept, at - (len(stack) - len(kept))

        debugger = Debugger(stdin=streams[0], stdout=streams[1])
        debugger.message(head + "Stepping into the debugger: the line after that is next; c goes on")
        debugger.set_trace(frame)


def _terminal():
    """The streams to debug with: the program's own where they are a terminal, else the terminal it was started from; None
    where there is none, or nobody sees what is printed."""
    try:
        if os.isatty(0) and os.isatty(1):
            return None if sys.stdin is None else (sys.stdin, sys.stdout)
        if not os.isatty(2):
            return None
        # What the program reads is not a person's: that stays untouched.
        return open("/dev/tty"), open("/dev/tty", "w")  # noqa: SIM115
    except OSError:
        return None
