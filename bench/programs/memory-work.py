"""Work whose memory is measured inside the program; prints the processor seconds that it took.

memory-work.py lines COUNT    a loop of four lines in a function decorated @profile
memory-work.py sites COUNT    objects that are made, kept for a while and dropped; with a third argument, the frames that a
                              tracemalloc of its own keeps
"""

import sys
import time

try:
    profile
except NameError:

    def profile(function):
        return function


@profile
def loop(count):
    total = 0
    for number in range(count):
        text = str(number)
        half = number // 2
        total += half
    return total, text


def node(depth):
    if depth == 0:
        return ["leaf", {"depth": depth}]
    return [node(depth - 1), node(depth - 1)]


def churn(count):
    kept = []
    for number in range(count):
        kept.append(node(6))
        if len(kept) > 400:
            del kept[:200]
    return len(kept)


kind, count = sys.argv[1], int(sys.argv[2])
if len(sys.argv) > 3:
    import tracemalloc

    tracemalloc.start(int(sys.argv[3]))
began = time.process_time()
loop(count) if kind == "lines" else churn(count)
print(time.process_time() - began)
