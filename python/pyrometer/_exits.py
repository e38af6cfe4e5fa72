"""Saving what was measured when something ends the program at once: os._exit, a signal that nobody handles.

Imports nothing of its own: a program that is traced must not find modules that we loaded.
"""

import os


def guard_exits(save, is_inherited=False):
    """Calls `save` before os._exit, SIGTERM or SIGHUP ends the program; what they do stays the same. In forked children the
    signals are guarded only if `is_inherited`."""
    end_now = os._exit

    def _exit(status):
        save()
        end_now(status)

    os._exit = _exit
    for name in ("SIGTERM", "SIGHUP"):
        _save_before_death(name, save, is_inherited)


def _save_before_death(name, save, is_inherited):
    """While nobody handles the signal, `save` is called before it ends the program as it would have."""
    import _signal

    number = getattr(_signal, name, None)
    if number is None or _signal.getsignal(number) != _signal.SIG_DFL:
        return

    def die(number, _frame):
        try:
            save()
        except Exception:  # in the middle of an import, for one: the program ends all the same
            pass
        _signal.signal(number, _signal.SIG_DFL)
        os.kill(os.getpid(), number)

    die.is_pyrometers = True

    def forget():
        if _signal.getsignal(number) is die:
            _signal.signal(number, _signal.SIG_DFL)

    _signal.signal(number, die)
    if hasattr(os, "register_at_fork") and not is_inherited:
        os.register_at_fork(after_in_child=forget)


class uninterrupted:
    """Holds back Ctrl-C for the moment of writing; what would end the program now ends it afterwards."""

    def __enter__(self):
        import _signal

        self._previous = []
        self._held = []
        try:
            self._previous.append((_signal.SIGINT, _signal.signal(_signal.SIGINT, _signal.SIG_IGN)))
        except ValueError:  # not the main thread, which alone is interrupted
            return
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(_signal, name, None)
            if number is not None and hasattr(_signal.getsignal(number), "is_pyrometers"):
                self._previous.append((number, _signal.signal(number, self._hold)))

    def __exit__(self, *_exception):
        import _signal

        for number, handler in self._previous:
            if handler is not None:
                _signal.signal(number, handler)
        for number in self._held[:1]:
            os.kill(os.getpid(), number)

    def _hold(self, number, _frame):
        self._held.append(number)
