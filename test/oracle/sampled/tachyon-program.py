# Threads that compute, sleep and recurse, for the sampling profiler; ends after a second of processor time, so that a busy
# machine lets the profiler have as much.
import threading
import time


def busy(n):
    total = 0
    for i in range(n):
        total += i * i
    return total


def deep(n, until):
    if n == 0:
        while time.process_time() < until:
            busy(300)
    else:
        deep(n - 1, until)


def sleeper(until):
    while time.process_time() < until:
        time.sleep(0.01)


until = time.process_time() + 1
threads = [threading.Thread(target=sleeper, args=(until,)), threading.Thread(target=deep, args=(50, until))]
for thread in threads:
    thread.start()
for depth in (3, 30, 7):
    deep(depth, min(until, time.process_time() + 0.3))
for thread in threads:
    thread.join()
