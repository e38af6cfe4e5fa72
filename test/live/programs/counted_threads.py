"""Threads that run the same functions at the same time."""

import threading

@profile
def adds(n):
    total = 0
    for i in range(n):
        total += step(i)
    return total

@profile
def step(i):
    doubled = i * 2
    return doubled

threads = [threading.Thread(target=adds, args=(4000,)) for _ in range(4)]
for thread in threads:
    thread.start()
adds(500)
for thread in threads:
    thread.join()
