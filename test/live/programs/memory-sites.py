"""Allocates at known places, and tells what tracemalloc itself says at the peak and at the end."""

import json
import sys
import time
import tracemalloc

import recorder

MIB = 1 << 20


class Cache:
    def __init__(self):
        self.rows = {}

    def fill(self, count):
        for number in range(count):
            self.rows[number] = str(number) * 40


def table(count):
    return [bytes(MIB) for _ in range(count)]


def scratch(mebibytes):
    return bytearray(mebibytes * MIB)


def sites():
    """Bytes by line of this file, as tracemalloc counts them."""
    if not tracemalloc.is_tracing():
        return {}
    snapshot = tracemalloc.take_snapshot()
    rows = snapshot.filter_traces([tracemalloc.Filter(True, __file__)]).statistics("lineno")
    return {row.traceback[0].lineno: [row.size, row.count] for row in rows}


def main():
    kept = table(20)
    cache = Cache()
    cache.fill(4000)
    buffer = scratch(140)
    watcher = recorder.find("Sites")
    if watcher is not None:  # until it has been seen
        recorder.wait_until(lambda: watcher._best is not None and watcher._best.total > 160 * MIB)
    peak = sites()
    del buffer
    del kept[5:]
    return kept, cache, peak


result = main()
if len(sys.argv) > 1:
    time.sleep(0.1)
    with open(sys.argv[1], "w") as file:
        json.dump({"peak": result[2], "live": sites()}, file)
