"""Sizes of the local variables of chosen functions over time.

The size of a variable is that of its object and of what can be reached from it: items, attributes, elements; of modules, classes,
functions and frames nothing. Only C code of the types is asked: no method of the program runs. What several variables
hold counts for each. Large containers are judged by some of their items, evenly taken, and so are estimates.
"""

import gc
from itertools import islice
from time import perf_counter_ns, time_ns

#: Objects that are looked at for one variable, and items that are taken of one container.
_BUDGET = 2000
_TAKEN = 200
#: The first so many times of every line are all looked at; later ones so many times farther apart than looking takes, nanoseconds at
#: least.
_FIRST = 20
_SHARE = 10
_LEAST = 1_000_000
#: Points of one variable; beyond it every second one goes.
_MOST_POINTS = 20_000
_MOST_VARIABLES = 500
_GC_HEAD = 16
_HAVE_GC = 1 << 14

_mro_of = type.__dict__["__mro__"].__get__
_dict_of = type.__dict__["__dict__"].__get__
_flags_of = type.__dict__["__flags__"].__get__
_name_of = type.__dict__["__name__"].__get__
_NOT_OWNED = frozenset(
    [
        "module", "type", "function", "builtin_function_or_method", "method", "frame", "code", "traceback", "getset_descriptor",
        "method_descriptor", "wrapper_descriptor", "member_descriptor", "classmethod_descriptor", "generator", "coroutine",
        "async_generator", "weakref", "weakref.ReferenceType", "ReferenceType",
    ]
)  # fmt: skip


class Variables:
    """Sizes of local variables, by 'FUNCTION.variable': a list of (time, bytes) each."""

    def __init__(self, is_emptied):
        #: Whether locals that were asked for may be let go of again: before Python 3.13 the frame keeps a dictionary of them.
        self._is_emptied = is_emptied
        self.points = {}
        self._frames = {}
        self._due = {}
        self._seen = {}
        self._kinds = _Kinds()
        self.cost = 0
        self.has_estimates = False
        self.has_more = False

    def __call__(self, name, frame, line, is_end):
        """A line of the function has ended; `is_end` where its call has, too."""
        began = perf_counter_ns()
        if not is_end:
            key = name, line
            seen = self._seen[key] = self._seen.get(key, 0) + 1
            if seen > _FIRST and began < self._due.get(name, 0):
                return
        running = self._frames.setdefault(name, {})
        key = id(frame)
        if is_end:
            running.pop(key, None)
        else:
            running[key] = self._sizes(frame)
        totals = {}
        for sizes in running.values():
            for variable, size in sizes.items():
                totals[variable] = totals.get(variable, 0) + size
        self._put(name, totals)
        took = perf_counter_ns() - began
        self.cost += took
        self._due[name] = began + took + max(_LEAST, _SHARE * took)

    def forget(self):
        for values in (self.points, self._frames, self._due, self._seen):
            values.clear()

    def _sizes(self, frame):
        values = frame.f_locals
        code = frame.f_code
        sizes = {}
        for variable in code.co_varnames + code.co_cellvars:
            try:
                sizes[variable] = self._size(values[variable])
            except (KeyError, IndexError, RuntimeError):  # it is not there yet or any more, or changed meanwhile
                pass
        if self._is_emptied:
            values.clear()
        return sizes

    def _put(self, name, totals):
        now = time_ns()
        prefix = name + "."
        for variable in totals:
            key = prefix + variable
            if key not in self.points:
                if len(self.points) >= _MOST_VARIABLES:
                    self.has_more = True
                    continue
                self.points[key] = []
        for key, points in self.points.items():
            if not key.startswith(prefix):
                continue
            size = totals.get(key[len(prefix) :], 0)
            if points and points[-1][1] == size and len(points) > 1 and points[-2][1] == size:
                points[-1] = (now, size)
            else:
                points.append((now, size))
                if len(points) > _MOST_POINTS:
                    del points[1:-1:2]

    def _size(self, value):
        """Bytes of the object and what can be reached from it."""
        kinds = self._kinds
        size, is_owner, _ = kinds[type(value)]
        total = float(size(value))
        if not is_owner:
            return round(total)
        seen = {id(value)}
        waiting = [(value, 1.0)]
        left = _BUDGET
        while waiting:
            # `one` stands for so many of its like.
            one, weight = waiting.pop()
            items, count = _items_of(one, max(_TAKEN, left // 2))
            if count > len(items):
                self.has_estimates = True
                weight *= count / len(items)
            for item in items:
                if id(item) in seen:
                    continue
                seen.add(id(item))
                size, is_owner, is_counted = kinds[type(item)]
                if is_counted:
                    total += weight * size(item)
                    left -= 1
                    if is_owner:
                        waiting.append((item, weight))
            if left <= 0 and waiting:
                self.has_estimates = True
                break
        return round(total)


def _items_of(one, most):
    """Some of what an object refers to (at most `most`, of large containers), and how much it is in all."""
    # isinstance() would ask the object for its __class__, which may be the program's code.
    mro = _mro_of(type(one))
    for kind in (list, tuple):
        if kind in mro:
            count = kind.__len__(one)
            if count > most:
                take = kind.__getitem__
                return [take(one, i * count // most) for i in range(most)], count
    if dict in mro and dict.__len__(one) * 2 > most:
        half = most // 2
        return [*islice(dict.keys(one), half), *islice(dict.values(one), half)], 2 * dict.__len__(one)
    items = gc.get_referents(one)
    count = len(items)
    if count > most:
        items = [items[i * count // most] for i in range(most)]
    return items, count


class _Kinds(dict):
    """By type: a function that gives an object's own bytes, whether what it refers to is its own, and whether it counts as part
    of others."""

    def __missing__(self, kind):
        extra = _GC_HEAD if _flags_of(kind) & _HAVE_GC else 0
        size = object.__sizeof__
        mro = _mro_of(kind)
        for base in mro:
            # Written in C: of the program's own nothing is called.
            found = _dict_of(base).get("__sizeof__")
            if type(found) is _METHOD:
                size = found
                break
        is_counted = _name_of(kind) not in _NOT_OWNED and type not in mro
        entry = self[kind] = (lambda one: size(one) + extra), bool(extra) and is_counted, is_counted
        return entry


_METHOD = type(str.join)
