"""A sampler inside the program, for where it cannot be read from outside.

A thread of its own wakes `rate` times a second and looks at every other thread's stack. It needs the interpreter's lock
to do so: while a thread computes, it comes as late as the interpreter's switch interval (5 ms) makes it, and while C code
holds the lock it does not come at all. Every sample therefore stands for the time that really passed since the last.
"""

import _thread
import os
import sys
import time

_FOLDER = os.path.dirname(__file__)
_FLUSH_NS = 500_000_000
_OUTSIDE = -2


class Sampler:
    """Samples all threads of this process into a sink (see _stream.py for what a sink takes).

    `use_timer` samples from a timer signal in the main thread instead of a thread; it is also what happens where no
    thread can be started. The program's own ITIMER_REAL is then not free. `Thread` is _sampled_thread.py's, `origin` the time
    of the start on the sink's clock, `known` the sampler that filled the same sink before.
    """

    def __init__(self, sink, Thread, rate, use_timer=False, origin=0, known=None):
        if not 0 < rate <= 10_000:
            raise ValueError("expected a rate above 0 and up to 10000 samples per second, got %r" % (rate,))
        self._sink = sink
        self._Thread = Thread
        self._interval = int(1e9 / rate)
        self._use_timer = use_timer
        self._origin = origin
        self._funcs = known._funcs if known else {}
        self._frames = known._frames if known else {}
        self._stacks = known._stacks if known else {}
        self._positions = known._positions if known else {}
        self._numbers = known._numbers if known else {}
        self._own_code = {}
        self._threads = {}
        self._indexes = {}
        self._random = 12345
        self._scheduled = self._taken = self._late = self._cpu = 0
        self._is_stopping = False
        self._done = None
        self._pid = os.getpid()
        self._own = -1
        #: Code that the stacks of the thread that starts the sampler begin with (None: all of a stack).
        self.root = None
        #: Threads that are left out.
        self.skipped = frozenset()
        self._root_ident = _thread.get_ident()

    def start(self):
        self._last = self._flushed = time.perf_counter_ns()
        self._begin = self._last - self._origin
        if not self._use_timer:
            self._wake, self._done = _thread.allocate_lock(), _thread.allocate_lock()
            self._wake.acquire()
            self._done.acquire()
            try:
                # Not a threading.Thread: the program's own view of its threads stays as it was.
                _thread.start_new_thread(self._loop, ())
                return
            except RuntimeError:
                self._use_timer = True
        self._start_timer()

    def stop(self):
        """Ends the sampling and tells the sink. Does nothing in a forked child, and nothing when called again."""
        if self._done is None and not self._use_timer:
            return
        if self._is_stopping or os.getpid() != self._pid:
            return
        self._is_stopping = True
        if self._use_timer:
            self._stop_timer()
        else:
            self._wake.release()
            self._done.acquire(True, 2.0)
        self._write_runs()
        for known in self._threads.values():
            known.close()
        quality = {"scheduled": self._scheduled, "taken": self._taken, "late": self._late, "cpu": self._cpu}
        self._sink.end(time.perf_counter_ns() - self._begin, quality)

    def thread_index(self, ident):
        """The sink's number of a thread, -1 when it was not seen yet."""
        return self._indexes.get(ident, -1)

    def _loop(self):
        self._own = _thread.get_ident()
        _keep_signals_out()
        due = self._last + self._next_wait()
        while not self._is_stopping:
            wait = due - time.perf_counter_ns()
            while wait > 0 and not self._is_stopping:
                self._wake.acquire(True, wait / 1e9)
                wait = due - time.perf_counter_ns()
            now = time.perf_counter_ns()
            self._count_tick(now - due)
            self._sample(now, sys._current_frames())
            self._cpu = time.thread_time_ns()
            due = max(due + self._next_wait(), now)
        self._done.release()

    def _count_tick(self, delay):
        missed = max(0, delay) // self._interval
        self._scheduled += 1 + missed
        self._taken += 1
        if delay > self._interval // 2:
            self._late += 1

    def _next_wait(self):
        """The interval, give or take a half, so that a program's own rhythm does not hide from ours."""
        self._random = (self._random * 1103515245 + 12345) & 0x7FFFFFFF
        return self._interval // 2 + self._interval * (self._random >> 8) // (0x7FFFFFFF >> 8)

    def _start_timer(self):
        import signal

        self._due = self._last + self._interval
        self._previous = signal.signal(signal.SIGALRM, self._tick)
        signal.setitimer(signal.ITIMER_REAL, self._interval / 1e9, self._interval / 1e9)

    def _stop_timer(self):
        import signal

        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, self._previous)

    def _tick(self, _number, frame):
        now = time.perf_counter_ns()
        before = time.thread_time_ns()
        self._count_tick(now - self._due)
        self._due = now + self._interval
        frames = sys._current_frames()
        frames[_thread.get_ident()] = frame
        self._sample(now, frames)
        self._cpu += time.thread_time_ns() - before

    def _sample(self, now, frames):
        elapsed = now - self._last
        for ident, frame in frames.items():
            if ident == self._own or ident in self.skipped:
                continue
            known = self._threads.get(ident)
            if known is None:
                known = self._threads[ident] = self._Thread(ident, self._sink, self._last - self._begin, self._numbers)
                self._indexes[ident] = known.index
            stack = self._stack_of(frame, self.root if ident == self._root_ident else None)
            cpu = known.cpu_since_last()
            if stack == _OUTSIDE:  # the run is over, or about to begin
                stack = -1 if known.stack is None else known.stack
            if stack == -1:  # before the program's first frame, or after its last
                continue
            if stack != known.stack:
                known.write_run(self._sink)
                known.begin_run(stack, self._last - self._begin)
            known.extend(elapsed, cpu)
        # A frame keeps its locals alive: none may be held until the next sample.
        frame = None
        if len(frames) <= len(self._threads):
            self._forget_ended(frames)
        self._last = now
        if now - self._flushed > _FLUSH_NS:
            self._flushed = now
            self._write_runs()
            self._sink.flush()

    def _write_runs(self):
        for known in self._threads.values():
            known.write_run(self._sink)
            known.begin_run(known.stack, self._last - self._begin)
            known.rename(self._sink)

    def _forget_ended(self, alive):
        for ident in [ident for ident in self._threads if ident not in alive]:
            ended = self._threads.pop(ident)
            ended.write_run(self._sink)
            ended.rename(self._sink)
            ended.close()

    def _stack_of(self, frame, root):
        """The sink's number of the stack whose leaf is `frame`, this package's frames left out; -1 when there is no other.
        Begins with `root`, where that is not None."""
        path = []
        own = self._own_code
        is_inside = root is None
        while frame is not None:
            code = frame.f_code
            is_own = own.get(code)
            if is_own is None:
                is_own = own[code] = os.path.dirname(code.co_filename) == _FOLDER
            if not is_own:
                path.append((code, frame.f_lasti, frame))
            is_inside = is_inside or code is root
            frame = None if code is root else frame.f_back
        if not is_inside:
            return _OUTSIDE
        stack = -1
        while path:
            code, instruction, frame = path.pop()
            number = self._frames.get((code, instruction))
            if number is None:
                number = self._frames[(code, instruction)] = self._new_frame(code, instruction, frame)
            child = self._stacks.get((stack, number))
            if child is None:
                child = self._stacks[(stack, number)] = self._sink.stack(stack, number)
            stack = child
        return stack

    def _new_frame(self, code, instruction, frame):
        func = self._funcs.get(code)
        if func is None:
            name = getattr(code, "co_qualname", code.co_name)
            func = self._funcs[code] = self._sink.func(name, code.co_filename, code.co_firstlineno)
        line, end_line, column, end_column = frame.f_lineno, None, None, None
        if instruction >= 0 and hasattr(code, "co_positions"):
            if code not in self._positions:
                self._positions[code] = list(code.co_positions())
            positions = self._positions[code]
            if instruction // 2 < len(positions):
                first, end_line, column, end_column = positions[instruction // 2]
                line = first if first is not None else line
        return self._sink.frame(func, _or(line), _or(end_line), _or(column, 1), _or(end_column, 1))


def _or(value, offset=0):
    return -1 if value is None else value + offset


def _keep_signals_out():
    """As that of _saver.py: this file is also loaded alone."""
    import _signal

    if hasattr(_signal, "pthread_sigmask") and hasattr(_signal, "valid_signals"):
        faults = {getattr(_signal, name, 0) for name in ("SIGSEGV", "SIGBUS", "SIGFPE", "SIGILL", "SIGABRT", "SIGTRAP")}
        _signal.pthread_sigmask(_signal.SIG_BLOCK, set(_signal.valid_signals()) - faults)


def sample_program(make_sink, Thread, folder, rate, children):
    """Samples the whole program until its very end; called before its first line."""
    import atexit

    def begin():
        sink = make_sink(os.path.join(folder, "%d.jsonl" % os.getpid()))
        sampler = Sampler(sink, Thread, rate)
        atexit.register(sampler.stop)
        sampler.start()
        sink.flush()

    begin()
    if children and hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=begin)
