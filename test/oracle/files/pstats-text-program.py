# Profiles a program and prints reports of it in several forms, then, after a line of "=====", what pstats holds, as JSON:
# per report the functions by their printed names and whether folders were stripped.
# Arguments: "cProfile" or "profile".
import json
import pstats
import sys

if sys.argv[1] == "cProfile":
    from cProfile import Profile
else:
    from profile import Profile


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


class Worker(object):
    def run(self):
        self.ping(6)
        return sorted([fib(i) for i in range(12)], key=lambda x: -x), [fib(14) for _ in range(2)]

    def ping(self, n):
        if n:
            self.pong(n - 1)

    def pong(self, n):
        if n:
            self.ping(n - 1)
        sum(range(3000))


profile = Profile()
profile.runcall(Worker().run)
stats = pstats.Stats(profile)


def held(stats):
    found = []
    for func, (cc, nc, tt, ct, callers) in stats.stats.items():
        rows = []
        for caller, value in callers.items():
            rows.append([pstats.func_std_string(caller), list(value) if isinstance(value, tuple) else value])
        found.append([pstats.func_std_string(func), [cc, nc, tt, ct], rows])
    return {"functions": found, "sums": [stats.total_calls, stats.prim_calls, stats.total_tt]}


full = held(stats)
for key in sys.argv[2:]:
    stats.sort_stats(key)
    stats.print_stats()
stats.print_callers()
stats.print_callees()
stats.strip_dirs().sort_stats(sys.argv[2])
print("noise of the program: 12 function calls")
print("")
other = Profile()
other.runcall(fib, 5)
second = pstats.Stats(other)
second.sort_stats(sys.argv[2]).print_stats()
second.print_callees()
print("=====")
print(json.dumps([full, held(second)]))
