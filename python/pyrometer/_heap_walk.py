"""Walks over all objects of a Python heap and writes each with what it refers to."""

import gc
import sys
import types
from array import array
from itertools import chain, filterfalse

#: Objects that are read at a time.
_CHUNK = 20000
_TRACKED, _UNTRACKED = 1, 2
#: Of a str: one more than is shown, so that the reader sees that there is more.
_TEXT = 41
_PLACES = 1
#: References of what is never freed.
_MOST = 0xFFFFFFFF


class HeapWalk:
    """One snapshot: first the objects on the collector's lists, then level by level the others that they lead to, each
    once. `writer` takes records; `read_rows` reads objects that are no plain containers."""

    def __init__(self, writer, types, rows, describe):
        self._writer = writer
        self._facts_of = types["TypeFacts"]
        self._rows = rows(self)
        self._describe = describe
        #: Types met, by address; addresses of the objects found that are not on the collector's list.
        self.types = {}
        self._seen = set()
        self._level = []
        self._labels = {None: 0}
        self._is_listed = gc.is_tracked
        #: References that reading how many an object has adds to it, when it lies in one list of ours.
        self._own = next(map(sys.getrefcount, [[]]))
        self.objects = 0
        #: Addresses of types that are part of the interpreter.
        self.static_types = []

    def label(self, text):
        """The number of a label."""
        number = self._labels.get(text)
        if number is None:
            number = self._labels[text] = len(self._labels)
        return number

    def walk(self, groups, own):
        """Writes everything. `groups`: the objects on the collector's lists by their type; emptied on the way. `own`:
        addresses of those that are the recorder's."""
        if gc.get_freeze_count() > 0:
            # The collector has objects that it does not list: being tracked says nothing about having been listed.
            self._seen.update(own)
            self._seen.update(map(id, chain.from_iterable(groups)))
            self._is_listed = None
        counts = list(map(_reference_counts, groups))
        order = sorted(range(len(groups)), key=lambda i: _rank(type(groups[i][0])))
        for i in order:
            self._group(groups[i], _TRACKED, counts[i])
            groups[i] = counts[i] = None
        while self._level:
            level, self._level = self._level, []
            for group in sorted(group_by_type(self._deepen(level)), key=lambda group: type(group[0]) is dict):
                self._split(group)
        self._writer.json(b"TYPS", [[facts.name, facts.module] for facts in self.types.values()])
        self._writer.json(b"NAMS", [text or "" for text in self._labels])

    def find(self, objects):
        """Remembers those objects that are not on the collector's list, to be written later."""
        if self._is_listed is not None:
            objects = list(filterfalse(self._is_listed, objects))
        found = dict(zip(map(id, objects), objects))
        fresh = list(filterfalse(self._seen.__contains__, found))
        if fresh:
            self._seen.update(fresh)
            self._level.extend(map(found.__getitem__, fresh))

    def references(self, mode, counts, flat):
        """The references of the objects written last: how many each has, and to what."""
        self._writer.record(b"ROWS", mode, (counts, array("Q", map(id, flat))))
        self.find(flat)

    def labelled(self, counts, flat, labels):
        """As `references`, with a label each."""
        self._writer.record(b"LROW", 0, (counts, array("Q", map(id, flat)), labels))
        self.find(flat)

    def named(self, names, flat):
        """As `references`, all objects having those of the same names."""
        labels = array("I", map(self.label, names))
        self._writer.record(b"NAMD", len(names), (labels, array("Q", map(id, flat))))
        self.find(flat)

    def entries(self, dicts):
        """Keys and values of dictionaries."""
        keys = list(chain.from_iterable(map(dict.keys, dicts)))
        values = list(chain.from_iterable(map(dict.values, dicts)))
        counts = array("I", map(dict.__len__, dicts))
        self._writer.record(b"DICT", 0, (counts, array("Q", map(id, keys)), array("Q", map(id, values))))
        self.find(keys)
        self.find(values)

    def items(self, base, containers):
        """What is in lists, tuples, sets or deques, in order."""
        counts = array("I", map(base.__len__, containers))
        flat = list(chain.from_iterable(map(base.__iter__, containers)))
        self.references(0 if base in (set, frozenset) else _PLACES, counts, flat)

    def _deepen(self, level):
        """A level with what lies below it, so that a deep nest of single objects does not take a level for each."""
        step = level
        while step and len(level) < _CHUNK:
            self._level = []
            self.find(gc.get_referents(*step))
            step, self._level = self._level, []
            level = level + step if len(level) < 64 else _extend(level, step)
        return level

    def _split(self, group):
        """Objects that are tracked though not listed (gc.freeze), and the others."""
        if self._is_listed is not None or not self._facts(type(group[0])).has_gc:
            self._group(group, _UNTRACKED, None)
            return
        tracked = list(filter(gc.is_tracked, group))
        if tracked:
            # They are never collected, whoever refers to them.
            self._group(tracked, _TRACKED, array("I", [_MOST]) * len(tracked))
        rest = list(filterfalse(gc.is_tracked, group))
        if rest:
            self._group(rest, _UNTRACKED, None)

    def _facts(self, kind):
        facts = self.types.get(id(kind))
        if facts is None:
            facts = self.types[id(kind)] = self._facts_of(kind, len(self.types))
            self.find([kind])
        return facts

    def _group(self, group, kind, counts):
        facts = self._facts(type(group[0]))
        for start in range(0, len(group), _CHUNK):
            chunk = group if len(group) <= _CHUNK else group[start : start + _CHUNK]
            self._chunk(chunk, facts, kind, counts and counts[start : start + _CHUNK])

    def _chunk(self, chunk, facts, kind, counts):
        plan = facts.plan
        if plan in ("plain", "mixed"):
            self._rows.write(chunk, facts, kind, counts)
            return
        self.begin(chunk, facts, kind, counts)
        if plan == "dict":
            self.entries(chunk)
        elif plan in ("list", "tuple", "set", "deque"):
            self.items(facts.type, chunk)
        elif plan != "leaf":
            self._rows.each(chunk, facts)

    def begin(self, chunk, facts, kind, counts):
        """Writes objects of one type; what they refer to is to be written next."""
        self.objects += len(chunk)
        if facts.has_fixed_size:
            sizes = array("Q", (sys.getsizeof(chunk[0]),)) * len(chunk)
        elif facts.has_safe_size:
            sizes = array("Q", map(sys.getsizeof, chunk))
        else:
            header = facts.header
            sizes = array("Q", [size + header for size in map(object.__sizeof__, chunk)])
        parts = [array("I", (kind, len(chunk), self._own, 0)), array("Q", map(id, chunk)), sizes]
        if counts is not None:
            parts.append(counts)
        self._writer.record(b"OBJS", facts.index, parts)
        if facts.type is str:
            self._texts([text[:_TEXT] for text in chunk])
        elif facts.type is int:
            self._numbers(chunk)
        else:
            describe = self._describe.get(facts.address) or (facts.plan == "type" and self._describe[id(type)])
            if describe:
                self._texts(list(map(describe, chunk)))

    def _texts(self, texts):
        joined = "\0".join(texts)
        if joined.count("\0") >= len(texts):
            joined = "\0".join([text.replace("\0", " ") for text in texts])
        self._writer.record(b"TEXT", 0, (joined.encode("utf-8", "replace"),))

    def _numbers(self, numbers):
        try:
            column = array("q", numbers)
        except OverflowError:
            # The least stands for those that are larger.
            limit = 1 << 63
            column = array("q", [number if -limit < number < limit else -limit for number in numbers])
        self._writer.record(b"INTS", 0, (column,))


def group_by_type(objects):
    """The objects in one list for each exact type."""
    groups = []
    add = {}
    for key, item in zip(map(id, map(type, objects)), objects):
        try:
            add[key](item)
        except KeyError:
            groups.append([item])
            add[key] = groups[-1].append
    return groups


def _rank(kind):
    """Dictionaries last: by then it is known which are the attributes of something. Modules first: of several ways to an
    object that are as short, the one from the first is shown."""
    return 2 if kind is dict else 0 if kind is types.ModuleType else 1


def _reference_counts(objects):
    try:
        return array("I", map(sys.getrefcount, objects))
    except OverflowError:
        return array("I", [min(sys.getrefcount(item), _MOST) for item in objects])


def _extend(level, step):
    level.extend(step)
    return level
