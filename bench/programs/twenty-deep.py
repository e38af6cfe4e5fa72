# One thread, 20 frames deep, that computes for so many seconds. Tells the file named, if any, that it has begun.
import sys
import time


def leaf(end):
    x = 0
    while time.time() < end:
        for i in range(200):
            x += i


def call(depth, end):
    if depth:
        call(depth - 1, end)
    else:
        leaf(end)


if len(sys.argv) > 2:
    open(sys.argv[2], 'w').close()
call(17, time.time() + float(sys.argv[1]))
