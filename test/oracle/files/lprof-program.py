# Profiles a few functions with the line_profiler of this Python, saves the profile in every protocol of pickle that it
# has into the folder named by the argument, and prints what it holds as JSON.
import json
import os
import pickle
import sys

from line_profiler import LineProfiler


def squares(n):
    total = 0
    for i in range(n):
        total += i * i
    return total


class Walker(object):
    def walk(self, depth):
        if depth == 0:
            return 1
        return self.walk(depth - 1) + 1


def never():
    return 0


profile = LineProfiler()
for function in (squares, Walker.__dict__["walk"], never):
    profile.add_function(function)
profile.enable_by_count()
squares(1000)
Walker().walk(20)
profile.disable_by_count()

folder = sys.argv[1]
profile.dump_stats(os.path.join(folder, "own.lprof"))
stats = profile.get_stats()
for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
    with open(os.path.join(folder, "protocol-%d.lprof" % protocol), "wb") as stream:
        pickle.dump(stats, stream, protocol)
timings = [[list(key), [list(row) for row in rows]] for key, rows in stats.timings.items()]
print(json.dumps({"unit": stats.unit, "timings": timings}))
