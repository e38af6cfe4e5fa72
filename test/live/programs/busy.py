# Calls in every way that Python has, for ever: a reader from outside meets every kind of call site, specialised and not.
# Every function's name says who may call it: "caller__name", or "any__name". Runs on 2.7 and 3.6 to 3.15.
import functools
import sys


def any__helper(n=1):
    t = 0
    for i in range(20):
        t += i * n
    return t


class Base(object):
    def __init__(self, x, y=2):
        self.x = any__helper(x)

    @property
    def work__prop(self):
        return any__helper(2)

    def work__method(self, a, k=1):
        return any__helper(a)

    @classmethod
    def work__class_method(cls, *args, **kwargs):
        return any__helper(3)

    @staticmethod
    def work__static(a=1):
        return any__helper(a)


class Item(Base):
    def __getitem__(self, i):
        return any__helper(i)

    def __add__(self, other):
        return any__helper(2)

    def __lt__(self, other):
        return any__helper(2) > 0

    def __enter__(self):
        return any__helper(1)

    def __exit__(self, *args):
        return None

    def __getattr__(self, name):
        return any__helper(1)

    def __call__(self, a):
        return any__helper(a)


def work__key(x):
    return any__helper(x)


def any__generator(n):
    for i in range(n):
        yield any__helper(i)


def work__keywords(a, b=1, **kw):
    return any__helper(b)


def any__decorate(f):
    @functools.wraps(f)
    def work__wrapper(*args, **kwargs):
        return f(*args, **kwargs)
    return work__wrapper


@any__decorate
def work__wrapper__decorated(a, b=1):
    return any__helper(b)


def main__work():
    item = Item(1)
    item.work__prop
    item[2]
    item + item
    item < item
    item.missing
    item(3)
    item.work__method(1, k=2)
    bound = item.work__method
    bound(2)
    Item.work__class_method(1, z=1)
    Item.work__static(2)
    work__wrapper__decorated(1)
    work__wrapper__decorated(1, b=2)
    for _ in any__generator(3):
        pass
    sum(any__generator(3))
    sorted([3, 1, 2], key=work__key)
    list(map(work__key, [1, 2]))
    work__keywords(1, b=3, c=4)
    work__keywords(*[1], **{'b': 2})
    (lambda work__lambda: any__helper(work__lambda))(2)
    [any__helper(i) for i in range(3)]
    with item:
        any__helper(2)


def main():
    while True:
        main__work()


sys.stdout.write('ready\n')
sys.stdout.flush()
main()
