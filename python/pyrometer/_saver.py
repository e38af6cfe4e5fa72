"""Saves now and then what was measured, for a program that may be killed."""

import _thread
import os
import time

#: Seconds between two times, and how many times longer than saving takes that is at least.
INTERVAL = 1.0
_SHARE = 50


class Saver:
    """Calls `save` in a thread that the program does not see, every `interval` seconds or so; away while the program forks. `share` is
    how many times longer than saving takes (processor time) it waits at least."""

    def __init__(self, save, interval=INTERVAL, share=_SHARE):
        self._save = save
        self._interval = interval
        self.share = share
        self._tid = -1
        self._wake = self._ended = None
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(before=self._pause, after_in_parent=self._resume, after_in_child=self._forget)
        self._is_paused = False

    def start(self):
        self._wake, self._ended = _thread.allocate_lock(), _thread.allocate_lock()
        self._wake.acquire()
        self._ended.acquire()
        try:
            _thread.start_new_thread(self._run, (self._wake, self._ended))
        except RuntimeError:  # no more threads: a killed program then loses what it measured
            self._wake = None

    def stop(self):
        """Ends the thread and waits for it: nothing is saved by it any more."""
        wake, self._wake = self._wake, None
        if wake is not None:
            wake.release()
            self._ended.acquire(timeout=5)
            self._wait_until_gone()

    def _run(self, wake, ended):
        keep_signals_out()
        interval = self._interval
        self._tid = _thread.get_native_id() if hasattr(_thread, "get_native_id") else -1
        clock = getattr(time, "thread_time", time.perf_counter)
        try:
            while not wake.acquire(timeout=interval):
                began = clock()
                try:
                    self._save()
                except Exception:  # tables that grew meanwhile, a full disk: the next time, or at the end
                    pass
                interval = max(self._interval, self.share * (clock() - began))
        finally:
            ended.release()

    def _wait_until_gone(self):
        """A thread that has nothing left to do is still there for a moment, and Python warns of forks with several."""
        for _ in range(100):
            if self._tid < 0 or not os.path.exists("/proc/self/task/%d" % self._tid):
                return
            time.sleep(0.0001)

    def _pause(self):
        self._is_paused = self._wake is not None
        self.stop()

    def _resume(self):
        if self._is_paused:
            self.start()

    def _forget(self):
        self._wake = None


def keep_signals_out():
    """Leaves signals to the program's own threads, for a thread of ours: one that takes them does not wake the main thread,
    which alone runs handlers."""
    import _signal

    if not hasattr(_signal, "pthread_sigmask") or not hasattr(_signal, "valid_signals"):
        return
    faults = {getattr(_signal, name, 0) for name in ("SIGSEGV", "SIGBUS", "SIGFPE", "SIGILL", "SIGABRT", "SIGTRAP")}
    _signal.pthread_sigmask(_signal.SIG_BLOCK, set(_signal.valid_signals()) - faults)
