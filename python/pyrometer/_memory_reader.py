"""What memory a process has, read from outside it. Run as a program it measures another process until it is told to stop.

This file imports nothing of the package: the interpreter that runs it is told to load nothing but itself.
"""

import os
import sys
import time

MEBIBYTE = float(1 << 20)


def resident(pid):
    """Resident memory of a process in bytes, 0 of one that has ended and was not waited for. Raises ProcessLookupError."""
    try:
        with open("/proc/%d/statm" % pid) as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except FileNotFoundError:
        if os.path.exists("/proc/self/statm"):
            raise ProcessLookupError("There is no process %d" % pid) from None
    return _resident_by_ps(pid)


def proportional(pid):
    """Memory of a process with what it shares divided among those who share it, in bytes (PSS). Linux only."""
    return _rollup(pid, ("Pss:",))


def unique(pid):
    """Memory that only this process has, in bytes (USS). Linux only."""
    return _rollup(pid, ("Private_Clean:", "Private_Dirty:", "Private_Hugetlb:"))


MEASURES = {"rss": resident, "pss": proportional, "uss": unique}


def descendants(pid, leave_out=-1):
    """Ids of all processes that a process started, directly or not, in rising order; without `leave_out` and what it started."""
    children = {}
    for child, parent in _parents():
        children.setdefault(parent, []).append(child)
    found = []
    waiting = [pid]
    while waiting:
        for child in children.get(waiting.pop(), ()):
            if child != leave_out:
                found.append(child)
                waiting.append(child)
    return sorted(found)


def usage(pid, measure, include_children=False, leave_out=-1):
    """Memory of a process in MiB, with that of its descendants if asked for."""
    bytes_used = MEASURES[measure](pid)
    if include_children:
        bytes_used += sum(children_usage(pid, measure, leave_out)) * MEBIBYTE
    return bytes_used / MEBIBYTE


def children_usage(pid, measure, leave_out=-1):
    """Memory of each descendant in MiB; of those that have ended meanwhile nothing."""
    used = []
    for child in descendants(pid, leave_out):
        try:
            used.append(MEASURES[measure](child) / MEBIBYTE)
        except (OSError, ValueError, IndexError):
            continue
    return used


def _rollup(pid, names):
    try:
        with open("/proc/%d/smaps_rollup" % pid) as file:
            lines = file.read().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        if not os.path.exists("/proc/self/smaps_rollup"):
            raise NotImplementedError("The system does not tell shared memory apart (no /proc/PID/smaps_rollup)") from None
        if os.path.exists("/proc/%d" % pid):
            return 0
        raise ProcessLookupError("There is no process %d" % pid) from None
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(names))


def _parents():
    if not os.path.exists("/proc/self/stat"):
        return _parents_by_ps()
    found = []
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open("/proc/%s/stat" % name) as file:
                stat = file.read()
        except OSError:
            continue
        found.append((int(name), int(stat[stat.rindex(")") + 2 :].split()[1])))
    return found


def _ps(*arguments):
    import subprocess

    result = subprocess.run(("ps",) + arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    return result.stdout.decode("ascii", "replace")


def _resident_by_ps(pid):
    text = _ps("-o", "rss=", "-p", str(pid)).strip()
    if not text:
        raise ProcessLookupError("There is no process %d" % pid)
    return int(text) * 1024


def _parents_by_ps():
    rows = [line.split() for line in _ps("-A", "-o", "pid=,ppid=").splitlines()]
    return [(int(row[0]), int(row[1])) for row in rows if len(row) == 2]


def main(pid, interval, measure, include_children, is_max):
    """Measures until standard input ends, once more after that, and prints all as JSON: [[MiB, time], …], number of readings."""
    import json
    import select

    taken = []
    count = 0
    is_told = False
    while True:
        reading = [usage(pid, measure, include_children, os.getpid()), time.time()]
        count += 1
        if not is_max or not taken:
            taken.append(reading)
        elif reading[0] > taken[0][0]:
            taken[0] = reading
        if count == 1:
            sys.stdout.write("ready\n")
            sys.stdout.flush()
        if is_told:
            break
        is_told = bool(select.select([sys.stdin], [], [], interval)[0])
    json.dump([taken, count], sys.stdout)


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), sys.argv[3], sys.argv[4] == "1", sys.argv[5] == "1")
