"""Makes objects of many kinds, says how many of each type there are and what sys.getsizeof says of them, and waits.

Each line on its standard input is a command: "count" says it again, "grow" makes more objects, "quit" ends it.
Written for Python 2.7 and every 3.
"""
from __future__ import print_function

import array
import collections
import decimal
import functools
import gc
import json
import re
import struct
import sys
import threading
import types
import weakref
import xml.etree.ElementTree as tree

MANY = 1000

if sys.version_info < (3,):
    range = xrange  # noqa: F821


class Plain(object):
    def __init__(self, number):
        self.number = number
        self.name = u"name %d" % number


class Slotted(object):
    __slots__ = ("left", "right", "__weakref__")

    def __init__(self, left, right):
        self.left = left
        self.right = right


class Wide(object):
    """More attributes than share their keys."""

    def __init__(self, number):
        for i in range(40):
            setattr(self, "attribute_%d" % i, number * 1000 + i + 0.5)


class SomeList(list):
    pass


class SomeDict(dict):
    pass


class SomeTuple(tuple):
    pass


class SomeInt(int):
    pass


class SomeText(type(u"")):
    pass


class SomeBytes(bytes):
    pass


class SomeFloat(float):
    pass


class Outer(object):
    class Plain(object):
        """Another of the same name."""


Point = collections.namedtuple("Point", "x y")


def generate(number):
    text = "held by generator %d" % number
    yield number
    yield text


def closure(number):
    captured = "captured %d" % number

    def inner(first, second=captured):
        return captured, first, second

    return inner


def make(number):
    """One of each kind, with values of its own."""
    base = number * 100000 + 50000
    return [
        Plain(base),
        Slotted("left %d" % base, base + 1),
        Wide(base),
        SomeList(["a%d" % base, base + 2]),
        SomeDict({"b%d" % base: base + 3}),
        SomeTuple(("c%d" % base, base + 4)),
        SomeInt(base + 5),
        SomeText(u"d%d \u20ac" % base),
        SomeBytes(b"bytes"),
        SomeFloat(base + 0.25),
        Outer.Plain(),
        Point("x%d" % base, base + 6),
        generate(base),
        closure(base),
        [base + 7, "e%d" % base, [], [None] * 17],
        {base + 8: "f%d" % base},
        {"g%d" % base: {}, "h%d" % base: {"k": base + 9}},
        dict((i, i + base) for i in range(number % 200)),
        set(["i%d" % base, base + 10]),
        frozenset(range(base, base + number % 30)),
        ("j%d" % base, base + 11, ("k%d" % base,)),
        bytearray(b"l%d" % base if sys.version_info >= (3, 5) else b"l" * (number % 40)),
        u"m%d \xe9" % base,
        u"n%d \u20ac" % base,
        u"o%d \U0001f600" % base,
        b"p" * (number % 50),
        base + 0.125,
        complex(base, 1),
        -base,
        base ** (number % 12),
        collections.deque(["q%d" % base] * (number % 150)),
        collections.OrderedDict([("r%d" % base, base + 12)]),
        collections.defaultdict(list, {"s%d" % base: ["t%d" % base]}),
        collections.Counter(["u%d" % base]),
        array.array("d", range(number % 60)),
        array.array("b"),
        functools.partial(make, "v%d" % base),
        re.compile("w%dx*" % base),
        decimal.Decimal(base),
        decimal.Decimal(10) ** (number % 300 + 40) + 1,
        types.ModuleType("module%d" % base),
        memoryview(b"y%d" % base if sys.version_info >= (3, 5) else b"y"),
        range(base),
        slice("z%d" % base, base + 13),
        iter(["A%d" % base]),
        Plain(base).__init__,
        property(closure),
        tree.fromstring("<a b='c%d'><d/><d/>text<d/><d/><d/><d/></a>" % base),
        struct.Struct("i"),
        threading.Lock(),
        weakref.ref(Plain),
    ]


def name_of(kind):
    return "%s.%s" % (kind.__module__, getattr(kind, "__qualname__", kind.__name__))


def add(sums, thing):
    row = sums.setdefault(type(thing), [0, 0])
    row[0] += 1
    row[1] += sys.getsizeof(thing)


def referents(thing):
    """What an object refers to: what it tells the collector, and what it leaves out since no cycle goes through it."""
    found = gc.get_referents(thing)
    if isinstance(thing, dict):
        found.extend(dict.keys(thing))
    elif isinstance(thing, range) and sys.version_info >= (3,):
        found.extend((thing.start, thing.stop, thing.step))
    return found


def count():
    """By type what gc.get_objects() gives, and what is reached through it that it does not."""
    # Tuples and dictionaries are untracked by collections, nested ones from the inside out.
    for _ in range(4):
        gc.collect()
    tracked, untracked = {}, {}
    objects = gc.get_objects()
    known = set(map(id, objects))
    own = set(map(id, (tracked, untracked, objects, known, sys._getframe())))
    stack = []
    for thing in objects:
        if id(thing) not in own:
            add(tracked, thing)
            for inner in referents(thing):
                if id(inner) not in known and id(inner) not in own:
                    known.add(id(inner))
                    stack.append(inner)
    while stack:
        thing = stack.pop()
        add(untracked, thing)
        for inner in referents(thing):
            if id(inner) not in known and id(inner) not in own:
                known.add(id(inner))
                stack.append(inner)
    return tracked, untracked


def say():
    """Prints [kind, type, number, size] rows as JSON."""
    json.dumps(str(count()))
    tracked, untracked = count()
    rows = []
    for kind, sums in (("tracked", tracked), ("untracked", untracked)):
        for one, (number, size) in sums.items():
            rows.append([kind, name_of(one), number, size])
    tracked = untracked = sums = one = None
    text = json.dumps(rows)
    del rows, sums, one
    gc.collect()
    print(text)
    sys.stdout.flush()


if __name__ == "__main__":
    gc.disable()
    kept = [make(i) for i in range(int(sys.argv[1]) if len(sys.argv) > 1 else MANY)]
    say()
    for line in iter(sys.stdin.readline, ""):
        if line.startswith("count"):
            say()
        elif line.startswith("grow"):
            kept.append([make(i) for i in range(50)])
            print("grown")
            sys.stdout.flush()
        elif line.startswith("quit"):
            break
