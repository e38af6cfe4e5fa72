"""What objgraph, heapy and pympler say of objects, and their heap in a file. heap-answers.py FILE FOLDER-OF-PYROMETER"""

import gc
import json
import sys

sys.path.insert(0, sys.argv[2])
import objgraph
import pyrometer
from guppy import hpy
from pympler import asizeof


class Leak:
    def __init__(self, n):
        self.number = 10**9 + n
        self.text = "x" * (1000 + n)
        self.items = [(n, "item %d" % i) for i in range(5)]


class Slots:
    __slots__ = ("a", "b")


class Node:
    pass


cache = {"a": [Leak(i) for i in range(20)]}
first, second = Slots(), Slots()
first.a = second.a = ["y" * 5000]
first.b, second.b = Leak(77), None

WAYS = {
    "leak": lambda: cache["a"][3],
    "list": lambda: cache["a"],
    "cache": lambda: cache,
    "first": lambda: first,
    "second": lambda: second,
    "tuple": lambda: cache["a"][3].items[0],
    "shared": lambda: first.a,
}


def tell(heapy, target):
    chain = objgraph.find_backref_chain(target, objgraph.is_proper_module)
    types = [type(one).__name__ for one in chain]
    del chain
    return {
        "address": id(target),
        "chain": types,
        "dominated": heapy.iso(target).domisize,
        "deep": asizeof.asizeof(target, align=1),
    }


def make_garbage():
    for n in range(10):
        one, other = Node(), Node()
        one.peer, other.peer, other.leak = other, one, Leak(n)


def main(path):
    heapy = hpy()
    heapy.heap()
    gc.collect()
    gc.disable()
    pyrometer.heap(path, name="before")
    objgraph.growth(limit=None)
    cache["more"] = [Leak(i) for i in range(13)]
    # Python 3.11 and newer make these dictionaries when they are asked for: now, and not between the look and what follows.
    for leak in cache["a"] + cache["more"]:
        vars(leak)
    grown = {name: delta for name, _, delta in objgraph.growth(limit=None)}
    make_garbage()
    pyrometer.heap(path, name="after")
    gc.set_debug(gc.DEBUG_SAVEALL)
    gc.collect()
    freed = objgraph.typestats(gc.garbage)
    gc.set_debug(0)
    gc.garbage.clear()
    gc.enable()
    objects = {name: tell(heapy, way()) for name, way in WAYS.items()}
    garbage = {name: freed.get(name, 0) for name in ("Leak", "Node")}
    print(json.dumps({"grown": grown, "garbage": garbage, "objects": objects}))


main(sys.argv[1])
