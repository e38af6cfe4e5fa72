"""What measures a program from inside, for programs that wait for it: on a busy machine it may come late."""

import gc
import os
import time


def find(name):
    """The recorder's object of a type of this name, None where nothing of the kind measures the program."""
    return next((one for one in gc.get_objects() if type(one).__name__ == name), None)


def wait_until(is_so):
    """Waits until something is so, for 40 s at most."""
    end = time.monotonic() + 40
    while not is_so() and time.monotonic() < end:
        time.sleep(0.01)


def wait_for_changes(state, count):
    """Waits until what `state` gives has changed so often."""
    for _ in range(count):
        before = state()
        wait_until(lambda: state() != before)


def wait_for_save(name):
    """Waits until all that the recorder of this name has measured so far is saved: a save that had begun before may not have it."""
    folder = find(name)._folder

    def last():
        own = [entry for entry in os.scandir(folder) if entry.name.startswith("%d." % os.getpid())]
        return max([entry.stat().st_mtime_ns for entry in own if entry.name.endswith(".json")] or [0])

    wait_for_changes(last, 2)
