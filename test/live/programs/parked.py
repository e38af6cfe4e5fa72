# -*- coding: utf-8 -*-
# Parks threads in every way Python can call, then tells where they are: one line of JSON with each thread's name, id and
# frames as the interpreter itself sees them. Runs on 2.7 and 3.6 to 3.15. After a line of input one more thread spins.
from __future__ import print_function
import functools
import json
import sys
import threading
import time

NEW = sys.version_info >= (3,)
done = threading.Event()
tids = {}


def native_id():
    if hasattr(threading, 'get_native_id'):
        return threading.get_native_id()
    import ctypes
    import platform
    return ctypes.CDLL(None).syscall({'x86_64': 186, 'aarch64': 178}[platform.machine()])


def park():
    done.wait()


def recursion(n):
    if n > 0:
        return recursion(n - 1)
    return park()


def numbers():
    for i in range(3):
        park()
        yield i


def delegating():
    for x in numbers():
        yield x


def generator():
    for x in delegating():
        return x


def decorate(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)
    return wrapper


@decorate
def decorated(a, b=1):
    def closure():
        return a, b, park()
    return closure()


class Thing(object):
    def __init__(self, wait=False):
        if wait:
            park()

    def method(self, value):
        return self.prop

    @property
    def prop(self):
        return self[1]

    def __getitem__(self, item):
        return self + item

    def __add__(self, other):
        with self:
            return other

    def __enter__(self):
        return Thing.make(1)

    def __exit__(self, *args):
        pass

    @classmethod
    def make(cls, *args):
        return cls.static(
            1,
            a=2,
        )

    @staticmethod
    def static(x, a):
        return cls_of(Thing)(
            wait=True)


def cls_of(x):
    return x


def callbacks():
    return sorted([3, 1], key=lambda x: list(map(lambda y: park(), [x])))


def comprehension():
    return [
        [park() for y in range(2)]
        for x in range(2)
    ]


def compiled():
    exec(compile('def f():\n\n  park()\n\n\nf()', '<made up>', 'exec'), globals())


def handler():
    try:
        raise ValueError(1)
    except ValueError:
        try:
            raise KeyError(2)
        finally:
            park()


kinds = [generator, decorated, callbacks, comprehension, compiled, handler]
jobs = [(k.__name__, k, (1,) if k is decorated else ()) for k in kinds]
jobs.append(('shallow recursion', recursion, (20,)))
jobs.append(('deep recursion', recursion, (700,)))
jobs.append(('method', Thing().method, (1,)))

if NEW:
    exec(u'''
async def sleeper():
    park()

async def outer(n):
    if n:
        return await outer(n - 1)
    return await sleeper()

def coroutine():
    outer(3).send(None)

def fini\u00e7():
    yield from numbers()

def \u6f22\u5b57():
    return next(fini\u00e7())
''')
    jobs.append(('coroutine', coroutine, ()))
    jobs.append((u'na\u00efve \u2603 \U0001f40d', globals()[u'\u6f22\u5b57'], ()))


def run(function, args):
    tids[threading.current_thread().ident] = native_id()
    function(*args)


def spin():
    tids[threading.current_thread().ident] = native_id()
    while True:
        pass


def describe(frame):
    frames = []
    while frame is not None:
        code = frame.f_code
        frames.append([getattr(code, 'co_qualname', code.co_name), code.co_filename, frame.f_lineno])
        frame = frame.f_back
    return frames


def parked():
    me = threading.current_thread().ident
    names = dict((t.ident, t.name) for t in threading.enumerate())
    return [
        {'name': names.get(ident), 'tid': tids.get(ident), 'frames': describe(frame)}
        for ident, frame in sys._current_frames().items() if ident != me
    ]


def are_parked(threads):
    return len(threads) == len(jobs) + 1 and all(
        thread['tid'] and thread['frames'][0][0].split('.')[-1] == 'wait' for thread in threads
    )


def report():
    # On a busy machine some threads start late.
    before, threads = None, None
    while threads is None or threads != before or not are_parked(threads):
        time.sleep(0.15)
        before, threads = threads, parked()
    print(json.dumps(threads))
    sys.stdout.flush()
    sys.stdin.readline()
    spinner = threading.Thread(target=spin, name='spinner')
    spinner.daemon = True
    spinner.start()
    while spinner.ident not in tids:
        time.sleep(0.01)
    print(json.dumps(tids[spinner.ident]))
    sys.stdout.flush()
    done.wait()


def main():
    for name, function, args in jobs:
        thread = threading.Thread(target=run, args=(function, args), name=name)
        thread.daemon = True
        thread.start()
    reporter = threading.Thread(target=report, name='reporter')
    reporter.daemon = True
    reporter.start()
    tids[threading.current_thread().ident] = native_id()
    (lambda: park())()


main()
