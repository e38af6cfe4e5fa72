# A program for `mprof run`: nested timed functions, and a child process that takes memory.
import subprocess
import sys
import time

try:
    profile
except NameError:  # mprof --multiprocess times no functions
    def profile(function):
        return function


@profile
def inner(n):
    data = bytearray(n * 1024 * 1024)
    time.sleep(0.02)
    return len(data)


@profile
def outer():
    return inner(10) + inner(20)


child = subprocess.Popen([sys.executable, "-c", "import time; x = bytearray(30 << 20); time.sleep(0.6)"])
outer()
kept = bytearray(15 << 20)
outer()
child.wait()
