"""Memory that grows by known amounts on known lines, fast and slowly, and is given back at the end."""

import sys
import time

MIB = 1 << 20


def touch(buffer, start, length):
    """Writes to every page of a part of a buffer: only then does the system give memory for it."""
    for at in range(start, start + length, 4096):
        buffer[at] = 1  # slow: page by page


def load(megabytes):
    return bytearray(b"x") * (megabytes * MIB)  # fast: all at once


def parse(megabytes):
    rows = []
    for row in range(0, megabytes, 4):
        rows.append(bytes([row % 256]) * (4 * MIB - 33))  # piece by piece
        sum(range(100_000))  # takes longer, and keeps nothing
    return rows


def main(scale=1):
    table = load(60 * scale)
    rows = parse(40 * scale)
    buffer = memoryview(__import__("mmap").mmap(-1, 80 * scale * MIB))
    touch(buffer, 0, 80 * scale * MIB)
    kept = len(table) + sum(map(len, rows)) + len(buffer)
    time.sleep(0.2)
    del rows
    time.sleep(0.1)
    return kept


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
    with open("/proc/self/status") as status:
        print("".join(line for line in status if line.startswith("VmHWM")), end="")
