"""Work whose lines are counted: prints the CPU seconds that it took, by which kind (loops, calls) and how often."""

import sys
import time

try:
    profile
except NameError:

    def profile(function):
        return function


@profile
def loops(n):
    total = 0
    for i in range(n):
        double = i * 2
        total += double
        if total > 1000:
            total -= 999
    return total


@profile
def call(i):
    double = i * 2
    return double + 1


@profile
def calls(n):
    total = 0
    for i in range(n):
        total += call(i)
    return total


def outside(n):
    for i in range(n):
        call(i)


work = {"loops": loops, "calls": calls, "outside": outside}[sys.argv[1]]
count = int(sys.argv[2])
work(1000)
began = time.process_time()
work(count)
print("%.6f" % (time.process_time() - began))
