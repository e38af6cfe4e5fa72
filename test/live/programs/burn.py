# Burns so many seconds of CPU in leaf() below chain(), however busy the machine is, then exits with a status. Any Python
# from 2.7 on.
import sys
import time

clock = getattr(time, 'process_time', None) or time.clock


def leaf(end):
    while clock() < end:
        for _ in range(200):
            pass


def chain(depth, end):
    if depth:
        chain(depth - 1, end)
    else:
        leaf(end)


if __name__ == '__main__':
    seconds = float(sys.argv[1])
    if len(sys.argv) > 3:
        open(sys.argv[3], 'w').close()
    chain(15, clock() + seconds)
    sys.exit(int(sys.argv[2]) if len(sys.argv) > 2 else 0)
