#!/usr/bin/env python3
"""Threads that spend their time in every way there is: what a timeline of threads should tell apart.

For some five seconds there run side by side:

* ``cruncher-1`` and ``cruncher-2`` compute, and take turns at the interpreter's lock,
* ``sleeper`` sleeps and wakes ten times a second,
* ``keeper`` holds a lock most of the time that ``waiter`` waits for,
* ``reader`` reads from a pipe that the main thread fills, ``writer`` writes files and has them reach the disk,
* the main thread feeds the reader and, at the end, waits for a subprocess that computes too.

    python3 main.py                some five seconds
    python3 main.py --seconds 1    a quick look
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from typing import Callable, Sequence


def compute(rounds: int) -> int:
    """Keeps the processor busy: primes below a number, by trial division."""
    found = 0
    for number in range(2, rounds):
        if all(number % divisor for divisor in range(2, int(number**0.5) + 1)):
            found += 1
    return found


def crunch(stop: threading.Event) -> None:
    """Computes until it is told to stop."""
    while not stop.is_set():
        compute(2000)


def sleep_on_and_off(stop: threading.Event) -> None:
    """Sleeps a tenth of a second at a time."""
    while not stop.is_set():
        time.sleep(0.1)


def keep_lock(stop: threading.Event, lock: threading.Lock) -> None:
    """Holds a lock for most of the time, without computing."""
    while not stop.is_set():
        with lock:
            time.sleep(0.2)
        time.sleep(0.02)


def wait_for_lock(stop: threading.Event, lock: threading.Lock) -> None:
    """Wants the lock that another thread keeps."""
    while not stop.is_set():
        with lock:
            compute(200)


def read_pipe(source: int) -> None:
    """Reads until the other end is closed."""
    while os.read(source, 4096):
        pass


def write_files(stop: threading.Event, folder: str) -> None:
    """Writes a file again and again, and waits for the disk each time."""
    block = os.urandom(256 * 1024)
    while not stop.is_set():
        with open(os.path.join(folder, "data"), "wb") as file:
            file.write(block)
            file.flush()
            os.fsync(file.fileno())


def feed_pipe(sink: int, seconds: float) -> None:
    """Writes a line into the pipe every 50 ms."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        os.write(sink, b"a line\n")
        time.sleep(0.05)


def run_subprocess(seconds: float) -> int:
    """Runs this file again, as a program that only computes; returns its exit status."""
    return subprocess.run([sys.executable, __file__, "--only-compute", str(seconds)], check=False).returncode


def run_threads(seconds: float) -> None:
    """Runs all threads for a while and waits for them to end."""
    stop = threading.Event()
    lock = threading.Lock()
    source, sink = os.pipe()
    with tempfile.TemporaryDirectory() as folder:
        jobs: Sequence[tuple[str, Callable[..., None], tuple]] = (
            ("cruncher-1", crunch, (stop,)),
            ("cruncher-2", crunch, (stop,)),
            ("sleeper", sleep_on_and_off, (stop,)),
            ("keeper", keep_lock, (stop, lock)),
            ("waiter", wait_for_lock, (stop, lock)),
            ("reader", read_pipe, (source,)),
            ("writer", write_files, (stop, folder)),
        )
        threads = [threading.Thread(target=job, name=name, args=args) for name, job, args in jobs]
        for thread in threads:
            thread.start()
        feed_pipe(sink, seconds)
        stop.set()
        os.close(sink)
        for thread in threads:
            thread.join()
        os.close(source)


def only_compute(seconds: float) -> None:
    """What the subprocess does."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        compute(2000)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description="Threads that compute, sleep, wait for locks and do I/O.")
    parser.add_argument("--seconds", type=float, default=5.0, help="how long it runs (default: %(default)s)")
    parser.add_argument("--only-compute", type=float, metavar="SECONDS", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.only_compute is not None:
        only_compute(options.only_compute)
        return 0
    run_threads(0.8 * options.seconds)
    status = run_subprocess(0.2 * options.seconds)
    print("threads: all ended; the subprocess ended with status %d" % status)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
