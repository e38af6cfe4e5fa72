# Does equal units of work, 20 frames deep, until it is killed, and counts them with the CPU time they took in a file that
# is mapped into memory: two unsigned 64-bit integers, units and nanoseconds of this thread.
import mmap
import struct
import sys
import time

with open(sys.argv[1], 'r+b') as file:
    memory = mmap.mmap(file.fileno(), 16)


def add(a, b):
    return a + b


def unit():
    x = 0
    for i in range(2000):
        x = add(x, i)
    return x


def work():
    units = 0
    while True:
        unit()
        units += 1
        struct.pack_into('<QQ', memory, 0, units, time.thread_time_ns())


def call(depth):
    if depth:
        call(depth - 1)
    else:
        work()


call(17)
