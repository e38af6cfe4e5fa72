# Runs timeit's command line with the arguments after the first and saves, as JSON at the path of the first, the loops and
# the seconds of each run.
import json
import sys
import timeit

runs = {}
repeat = timeit.Timer.repeat


def remember(self, times, number):
    raw = repeat(self, times, number)
    runs.update(number=number, raw=raw)
    return raw


timeit.Timer.repeat = remember
timeit.main(sys.argv[2:])
with open(sys.argv[1], "w") as stream:
    json.dump(runs, stream)
