"""What objgraph, pympler, guppy and numpy say of a heap with a known leak, after pyrometer.heap() wrote it. heap-peers.py PATH"""

import collections
import gc
import json
import sys

import guppy
import numpy
import objgraph
from pympler import asizeof, muppy, summary

import pyrometer


class Kept:
    def __init__(self, number):
        self.number = number
        self.text = "kept %d" % number


class Tree:
    __slots__ = ("left", "right", "value")

    def __init__(self, depth):
        self.left = Tree(depth - 1) if depth else None
        self.right = Tree(depth - 1) if depth else None
        self.value = [depth]


def name_of(kind):
    return kind.__name__


REGISTRY = {"all": [Kept(number) for number in range(3000)]}
TREE = Tree(8)
ARRAY = numpy.zeros((1000, 100))
VIEW = ARRAY[10:20]
BUFFER = bytearray(123_456)
pyrometer.heap(sys.argv[1] + ".first")
gc.collect()
pyrometer.heap(sys.argv[1])

found = muppy.get_objects()
rows = [[str(row[0]), row[1], row[2]] for row in summary.summarize(found)]
chain = objgraph.find_backref_chain(REGISTRY["all"][-1], objgraph.is_proper_module)
hpy = guppy.hpy()
kinds = {}
for kind in (Kept, Tree):
    part = hpy.heap() & kind
    kinds[name_of(kind)] = [part.count, part.size]
json.dump(
    {
        "objgraph": objgraph.typestats(),
        "objgraphChain": [type(item).__name__ for item in chain],
        "muppy": rows,
        "guppy": kinds,
        "treeDeep": asizeof.asizeof(TREE),
        "sizes": {"ARRAY": sys.getsizeof(ARRAY), "VIEW": sys.getsizeof(VIEW), "BUFFER": sys.getsizeof(BUFFER)},
        "ids": {"ARRAY": id(ARRAY), "VIEW": id(VIEW), "BUFFER": id(BUFFER), "TREE": id(TREE), "last": id(REGISTRY["all"][-1])},
    },
    sys.stdout,
)
