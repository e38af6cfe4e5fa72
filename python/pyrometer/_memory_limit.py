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
        #: Called when the debugger has let go, which takes tracers away.
        self.resume = None

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
            if os.path.dirname(file) != self._own_folder:
                text = linecache.getline(file, line, frame.f_globals).strip()
                rows.append('  File "%s", line %d, in %s\n%s' % (file, line, code.co_name, text and "    %s\n" % text))
            frame = frame.f_back
            line = frame.f_lineno if frame is not None else 0
        return "Stack (most recent call last):\n" + "".join(reversed(rows))

    def _debug(self, frame, head, streams):
        import pdb

        limit = self

        class Debugger(pdb.Pdb):
            def set_continue(self):
                super().set_continue()
                limit._let_go()

        debugger = Debugger(stdin=streams[0], stdout=streams[1])
        debugger.message(head + "Stepping into the debugger: the line after that is next; c goes on")
        debugger.set_trace(frame)

    def _let_go(self):
        if self.resume is not None:
            self.resume()


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
