# Takes a tracemalloc snapshot of a program with known stacks, saves it at the path given, and prints as JSON what its own
# statistics say: by line, by traceback, and by domain.
import json
import pickle
import sys
import tracemalloc


def leaf(n):
    return [bytearray(1000 + n) for _ in range(n)]


def recurse(n):
    if n == 0:
        return leaf(7)
    return recurse(n - 1)


def main():
    kept = [recurse(3), recurse(9), leaf(4), {i: str(i) for i in range(50)}]
    exec(compile("kept.append([object() for _ in range(5)])", "<generated code>", "exec"), {"kept": kept})
    if sys.version_info >= (3, 6):
        try:
            import ctypes

            track = ctypes.pythonapi.PyTraceMalloc_Track
            track.argtypes = [ctypes.c_uint, ctypes.c_size_t, ctypes.c_size_t]
            track(77, 0x1000, 4096)
            track(77, 0x9000, 512)
        except (ImportError, AttributeError):
            pass
    return kept


tracemalloc.start(5)
kept = main()
snapshot = tracemalloc.take_snapshot()
tracemalloc.stop()
snapshot.dump(sys.argv[1])
with open(sys.argv[1] + ".0", "wb") as stream:
    pickle.dump(snapshot, stream, 0)
by_line = [[s.traceback[0].filename, s.traceback[0].lineno, s.size, s.count] for s in snapshot.statistics("lineno")]


def frames_of(traceback):
    frames = [[frame.filename, frame.lineno] for frame in traceback]
    # Until 3.6 a traceback began with the innermost frame.
    return frames if sys.version_info >= (3, 7) else frames[::-1]


if sys.version_info < (3, 7):
    by_line = [[s.traceback[0].filename, s.traceback[0].lineno, s.size, s.count] for s in snapshot.statistics("lineno")]
by_traceback = [[frames_of(s.traceback), s.size, s.count] for s in snapshot.statistics("traceback")]
domains = {}
for trace in snapshot.traces:
    domain = getattr(trace, "domain", 0)
    domains[domain] = domains.get(domain, 0) + trace.size
print(json.dumps({"lines": by_line, "tracebacks": by_traceback, "domains": sorted(domains.items())}))
