# Prints what pstats prints of a profile, ordered by each of the given keys ("calls,time").
import io
import pstats
import sys

stream = io.StringIO() if sys.version_info[0] > 2 else io.BytesIO()

KEYS = sys.argv[2].split(",")


def show(path):
    stats = pstats.Stats(path, stream=stream)
    stats.files = []
    stats.print_stats()
    stats.print_callers()
    stats.print_callees()
    for key in KEYS:
        stats.sort_stats(key).print_stats()
    stats.sort_stats("time", "line").reverse_order().print_stats(0.5, "e", 10)
    stats.strip_dirs().sort_stats("stdname")
    stats.print_stats()
    stats.print_callers()
    stats.print_callees()


show(sys.argv[1])
sys.stdout.write(stream.getvalue())
