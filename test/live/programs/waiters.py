# Two threads that want the GIL, one that waits for a lock, one for a pipe, one that sleeps. At its end it writes each
# thread's own account of CPU time (ns by name) to the file named. Any Python from 2.7 on.
import json
import os
import sys
import threading
import time

END = time.time() + float(sys.argv[1])
LOCK = threading.Lock()
READ, WRITE = os.pipe()
CPU = {}


def account(body):
    def run():
        body()
        try:
            with open('/proc/thread-self/schedstat') as stat:
                CPU[threading.current_thread().name] = int(stat.read().split()[0])
        except IOError:
            pass

    return run


def burn():
    while time.time() < END:
        for _ in range(1000):
            pass


def wait_for_lock():
    with LOCK:
        pass


def wait_for_pipe():
    os.read(READ, 1)


def sleep():
    while time.time() < END:
        time.sleep(0.05)


if __name__ == '__main__':
    LOCK.acquire()
    bodies = [('burner-1', burn), ('burner-2', burn), ('locked', wait_for_lock), ('piped', wait_for_pipe), ('sleeper', sleep)]
    threads = [threading.Thread(target=account(body), name=name) for name, body in bodies]
    for thread in threads:
        thread.start()
    threads[0].join()
    threads[1].join()
    LOCK.release()
    os.write(WRITE, b'x')
    for thread in threads:
        thread.join()
    with open(sys.argv[2], 'w') as out:
        json.dump(CPU, out)
