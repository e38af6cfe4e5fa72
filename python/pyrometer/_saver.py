"""Saves now and then what was measured, for a program that may be killed."""

import _thread
import os
import time

#: Seconds between two times, and how many times longer than saving takes that is at least.
INTERVAL = 1.0
_SHARE = 50


class Saver:
    """Calls `save` in a thread that the program does not see, every second or so; away while the program forks."""

    def __init__(self, save):
        self._save = save
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

    def _run(self, wake, ended):
        interval = INTERVAL
        try:
            while not wake.acquire(timeout=interval):
                began = time.perf_counter()
                try:
                    self._save()
                except Exception:  # tables that grew meanwhile, a full disk: the next time, or at the end
                    pass
                interval = max(INTERVAL, _SHARE * (time.perf_counter() - began))
        finally:
            ended.release()

    def _pause(self):
        self._is_paused = self._wake is not None
        self.stop()

    def _resume(self):
        if self._is_paused:
            self.start()

    def _forget(self):
        self._wake = None
