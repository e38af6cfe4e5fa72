# Makes hotshot logs in the folder named by the first argument and prints, as JSON, the events that Python 2.7's own reader
# finds in each, and what hotshot.stats makes of them.
import json
import os
import sys

import hotshot
import hotshot.log
import hotshot.stats


def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)


def fail(n):
    if n == 0:
        raise ValueError("deep")
    fail(n - 1)


def slow():
    total = 0
    for i in range(20000):
        total += i * i
    return total


def work():
    fib(8)
    slow()
    try:
        fail(5)
    except ValueError:
        pass
    return [(lambda x: x + 1)(i) for i in range(3)] + sorted([3, 1, 2], key=lambda x: -x)


folder = sys.argv[1]
found = {}
for name, lineevents, linetimings in (("calls", 0, 0), ("lines", 1, 0), ("times", 1, 1)):
    path = os.path.join(folder, name + ".hotshot")
    profile = hotshot.Profile(path, lineevents, linetimings)
    profile.addinfo("made for", name)
    profile.runcall(work)
    profile.addinfo("half", "way")
    profile.runcall(work)
    profile.close()
    events = [[what, place[0], place[1], place[2], ticks] for what, place, ticks in hotshot.log.LogReader(path)]
    stats = [
        [list(key), list(value[:4]), [[list(caller), count] for caller, count in value[4].items()]]
        for key, value in hotshot.stats.load(path).stats.items()
    ]
    found[name] = {"events": events, "stats": stats}
print(json.dumps(found))
