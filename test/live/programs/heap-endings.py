"""Ends, or lives, in the way that its argument says, with a hundred and some objects of type Leak."""

import atexit
import multiprocessing
import os
import signal
import sys

import recorder


class Leak:
    def __init__(self, number):
        self.data = [number] * 10


KEPT = [Leak(number) for number in range(100)]


def child():
    KEPT.extend([Leak(1), Leak(2)])


def live(how):
    local_leak = Leak(-1)
    if how == "raise":
        raise ValueError(how)
    if how == "exit":
        sys.exit(3)
    if how == "_exit":
        os._exit(4)
    if how in ("SIGTERM", "SIGKILL"):
        os.kill(os.getpid(), getattr(signal, how))
    if how == "signals":
        signal.signal(signal.SIGUSR2, lambda *arguments: print("own handler", flush=True))
        os.kill(os.getpid(), signal.SIGUSR2)
        print(signal.getsignal(signal.SIGUSR2).__name__, flush=True)
        KEPT.extend([Leak(1), Leak(2)])
        os.kill(os.getpid(), signal.SIGUSR2)
    if how == "time":
        watcher = recorder.find("ProgramHeap")

        def moment():
            KEPT.append(Leak(1))
            return watcher._due

        recorder.wait_for_changes(moment, 2)
    if how == "fork":
        process = multiprocessing.get_context("fork").Process(target=child)
        process.start()
        process.join()
    return local_leak


if __name__ == "__main__":
    atexit.register(lambda: KEPT.pop())
    live(sys.argv[1])
