# Threads that compute, sleep and recurse, for the sampling profiler; ends after a second.
import threading
import time


def busy(n):
    total = 0
    for i in range(n):
        total += i * i
    return total


def deep(n, until):
    if n == 0:
        while time.monotonic() < until:
            busy(300)
    else:
        deep(n - 1, until)


def sleeper(until):
    while time.monotonic() < until:
        time.sleep(0.01)


until = time.monotonic() + 1
threads = [threading.Thread(target=sleeper, args=(until,)), threading.Thread(target=deep, args=(50, until))]
for thread in threads:
    thread.start()
for depth in (3, 30, 7):
    deep(depth, min(until, time.monotonic() + 0.3))
for thread in threads:
    thread.join()
