"""Snapshots of the heap of a program that is started, or that starts itself: at its end, on a signal, every so often."""

import _thread
import os
import sys
import time

#: Seconds between two looks at the clock.
_LOOK = 0.1
_PARTS = ("_heap_dump", "_heap_walk", "_heap_rows", "_heap_types", "_heap_roots")


class ProgramHeap:
    """Takes the snapshots that the file `moments` in the folder asks for, one a line: `exit`, `signal NAME`, `every SECONDS`; and
    `collect`, to collect garbage first. They go to one file a process, one behind the other."""

    def __init__(self, folder, children, parts):
        self._asked = _read_asked(os.path.join(folder, "moments"))
        self._folder = folder
        heap = parts("_heap")
        self._take = heap["take_snapshot"]
        self._parts = {name: parts(name) for name in _PARTS}
        exits = parts("_exits")
        self._parts.update(_heap=heap, _heap_program=globals(), _heap_exits=exits, _heap_run=parts.__globals__)
        self._uninterrupted = exits["uninterrupted"]
        self._has_ended = False
        self._clock = None
        if self._asked["every"] > 0:
            # Away while the program forks, which would start the time anew: so it only looks what time it is.
            saver = parts("_saver")
            self._clock = saver["Saver"](self._tick, min(self._asked["every"], _LOOK), 0)
            self._parts.update(_heap_saver=saver)
        self._begin()
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._begin_in_child if children else self._leave_child)
        # Registered first, so called last: what other exit handlers free is no leak.
        import atexit

        atexit.register(self.end)
        exits["guard_exits"](self.end, children)
        for name in self._asked["signals"]:
            _listen("SIG" + name, self._on_signal)

    def run(self, code, names, _labels):
        """Runs the program's code."""
        exec(code, names)

    def end(self):
        """The snapshot at the end. Later calls, and calls in forked children, do nothing."""
        if self._has_ended or os.getpid() != self._pid:
            return
        self._has_ended = True
        if self._clock is not None:
            self._clock.stop()
        if self._asked["exit"]:
            guard = self._uninterrupted()
            with guard:
                self._snapshot("at exit")

    def _begin(self):
        self._pid = os.getpid()
        self._path = os.path.join(self._folder, "%d-%d.heapdump" % (time.time_ns(), self._pid))
        self._started = time.monotonic()
        self._due = self._started + self._asked["every"]
        self._taker = None
        self._lock = _thread.allocate_lock()
        if self._clock is not None:
            self._clock.start()

    def _begin_in_child(self):
        self._has_ended = False
        self._begin()

    def _leave_child(self):
        self._has_ended = True

    def _tick(self):
        if time.monotonic() < self._due or self._has_ended:
            return
        self._snapshot("%g s" % round(self._due - self._started, 3))
        # Moments that passed while a snapshot was taken are left out.
        while self._due <= time.monotonic():
            self._due += self._asked["every"]

    def _on_signal(self, name):
        if os.getpid() == self._pid and not self._has_ended:
            self._snapshot(name)

    def _snapshot(self, name):
        # A signal may interrupt the one that is being taken: it gets none of its own.
        if self._taker == _thread.get_ident():
            return
        self._lock.acquire()
        self._taker = _thread.get_ident()
        try:
            self._take(self._path, self._parts, name=name, collect=self._asked["collect"])
        except OSError as error:
            # A process that outlives the program has nobody left to tell.
            if os.path.isdir(self._folder):
                sys.stderr.write("pyrometer: the heap could not be written: %s\n" % error)
        except Exception as error:
            self._leave_word("failed", "%s: %s" % (type(error).__name__, error))
        finally:
            self._taker = None
            self._lock.release()

    def _leave_word(self, file, sentence):
        try:
            with open(os.path.join(self._folder, file), "w", encoding="utf-8", errors="replace") as out:
                out.write(sentence)
        except OSError:
            pass


def _read_asked(path):
    asked = {"exit": False, "collect": False, "signals": [], "every": 0.0}
    with open(path, encoding="ascii") as file:
        for words in map(str.split, file):
            if words[0] == "signal":
                asked["signals"].append(words[1])
            elif words[0] == "every":
                asked["every"] = float(words[1])
            else:
                asked[words[0]] = True
    return asked


def _listen(name, take):
    """Calls `take` with the signal's name when it arrives, and then what the program itself has for it. The program sees
    and sets its own handler as if this one were not there; without one, the signal does not end the program."""
    import _signal

    set_handler, get_handler = _signal.signal, _signal.getsignal
    number = getattr(_signal, name)
    programs = [get_handler(number)]

    def handle(number, frame):
        take(name)
        if callable(programs[0]):
            programs[0](number, frame)

    def signal(signalnum, handler, /):
        if signalnum != number:
            return set_handler(signalnum, handler)
        # Says what is wrong with it, if anything is.
        set_handler(signalnum, handler)
        set_handler(signalnum, handle)
        previous, programs[0] = programs[0], handler
        return previous

    def getsignal(signalnum, /):
        return programs[0] if signalnum == number else get_handler(signalnum)

    set_handler(number, handle)
    _signal.signal, _signal.getsignal = signal, getsignal
    # Names that were imported before.
    public = sys.modules.get("signal")
    if public is not None and getattr(public, "signal", None) is set_handler:
        public.signal, public.getsignal = signal, getsignal
