"""Objects of every kind, a snapshot of them by pyrometer.heap(), and what Python itself says of them, as JSON.

heap-zoo.py PATH WHAT: WHAT is `markers` or `all`.
"""

import collections
import functools
import gc
import json
import sys
import threading
import time

import pyrometer

PATH, WHAT = sys.argv[1:3]
CALLS = []

# What is loaded for the first snapshot is loaded then; constants that were just read are tracked until they are looked at.
pyrometer.heap(PATH + ".first")
gc.collect()


class Marker:
    """Something to be found again."""

    def __init__(self, name):
        self.name = name


MARKERS = {}


def marker(name):
    made = Marker(name)
    MARKERS[name] = id(made)
    return made


def tell(name):
    def told(*arguments, **named):
        CALLS.append(name)
        raise RuntimeError(name)

    return told


class AngryType(type):
    pass


for name in ("__eq__", "__hash__", "__getattribute__", "__instancecheck__", "__subclasscheck__", "__repr__", "__len__"):
    setattr(AngryType, name, tell("type " + name))

ANGRY = (
    "__repr__ __str__ __sizeof__ __eq__ __hash__ __len__ __getattr__ __getattribute__ __bool__ __iter__ __contains__"
    " __getitem__ __reduce__ __reduce_ex__ __dir__ __class__ __dict__ __missing__ __lt__ __call__ __index__ __next__"
    " __name__ __format__ __bytes__ __int__ __fspath__ __getstate__ keys values items"
).split()


def angry(base, *more):
    names = {name: property(tell("property " + name)) if name in more else tell(name) for name in ANGRY}
    names.pop("__dict__")
    made = type.__new__(AngryType, "Angry" + base.__name__.title(), (base,), names)
    return made


class Keeper:
    slotless = "class attribute"

    def __init__(self, value):
        self.plain = value
        self.twice = {"x": 1}

    def method(self):
        return self

    @property
    def shy(self):
        CALLS.append("property shy")


class Shadowed:
    shadow = 0
    cached = functools.lru_cache(maxsize=None)(len)

    def __init__(self, value):
        self.shadow = value


class Slotted:
    __slots__ = ("first", "second")


class Both(Slotted):
    pass


class Partly:
    def __init__(self, number):
        if number % 2:
            self.odd = [number]
        else:
            self.even = [number]
        self.common = [number]


class Words(list):
    pass


class Table(dict):
    pass


class Holding(set):
    pass


Point = collections.namedtuple("Point", "x y")


def with_cell(value):
    def inner():
        return value

    return inner


def with_default(value=marker("default"), *, named=marker("kwdefault")):
    return value


def generating(value):
    own = value
    yield own


async def waiting(value):
    awaited = value
    return awaited


def failing(value):
    doomed = value
    raise ValueError("kept")


def make():
    """name -> holder of a marker."""
    kept = {}
    kept["list"] = [None, None, None, marker("list")]
    kept["tuple"] = (1, marker("tuple"))
    kept["dict"] = {"a'b": marker("dict"), 7: marker("dict int"), (1, 2): marker("dict tuple")}
    kept["set"] = {marker("set")}
    kept["frozenset"] = frozenset([marker("frozenset")])
    kept["deque"] = collections.deque([0, marker("deque")])
    kept["plain"] = Keeper(marker("plain"))
    kept["shadowed"] = Shadowed(marker("shadowed"))
    slotted = Slotted()
    slotted.second = marker("slot")
    kept["slotted"] = slotted
    both = Both()
    both.first, both.extra = marker("inherited slot"), marker("beside slots")
    kept["both"] = both
    kept["partly"] = [Partly(number) for number in range(4)]
    words = Words(["a", marker("list subclass")])
    words.note = marker("list subclass attribute")
    kept["words"] = words
    table = Table(k=marker("dict subclass"))
    table.note = marker("dict subclass attribute")
    kept["table"] = table
    holding = Holding([1])
    holding.note = marker("set subclass attribute")
    kept["holding"] = holding
    kept["point"] = Point(1, marker("named tuple"))
    kept["ordered"] = collections.OrderedDict(o=marker("ordered"))
    default = collections.defaultdict(with_cell(marker("factory")), d=marker("defaultdict"))
    kept["default"] = default
    kept["cell"] = with_cell(marker("cell"))
    kept["method"] = Keeper(marker("self")).method
    kept["partial"] = functools.partial(print, marker("partial"), sep=marker("partial named"))
    generator = generating(marker("generator"))
    next(generator)
    kept["generator"] = generator
    try:
        failing(marker("traceback"))
    except ValueError as error:
        kept["error"] = error
    kept["materialised"] = Keeper(marker("materialised"))
    vars(kept["materialised"])
    kept["class"] = type("Local", (), {"held": marker("class attribute")})
    return kept


HELD = make()
HELD["coroutine"] = waiting(marker("coroutine"))
HELD["module"] = marker("module attribute")
ANGRY_ONES = [angry(base)() for base in (object, list, dict, tuple, set, int, str, Exception)]
SPOILT = angry(object, "__class__", "__name__")()
SELF = []
SELF.append(SELF)
SHARED = marker("shared")
MANY = [SHARED] * 1000
DEEP = None
for _ in range(1000):
    DEEP = (DEEP, [])
LOCAL = threading.local()
LOCAL.value = marker("thread-local")
CYCLE = Keeper(None)
CYCLE.plain = Keeper(CYCLE)
MARKERS["garbage"] = id(CYCLE)
gc.disable()
del CYCLE


def in_thread(ready, done):
    in_a_thread = marker("thread")
    ready.set()
    done.wait()
    return in_a_thread


ready, done = threading.Event(), threading.Event()
thread = threading.Thread(target=in_thread, args=(ready, done), name="Worker", daemon=True)
thread.start()
ready.wait()


def snapshot():
    local = marker("local")
    # A list of everything would keep everything alive.
    before = gc.get_objects() if WHAT == "all" else []
    count = len(before) + gc.get_freeze_count()
    started = time.perf_counter()
    path = pyrometer.heap(PATH, name="zoo")
    return local, before, count, path, time.perf_counter() - started


def safe_size(item):
    kind = type(item)
    for base in type.__dict__["__mro__"].__get__(kind):
        found = type.__dict__["__dict__"].__get__(base).get("__sizeof__")
        if found is not None:
            return sys.getsizeof(item) if type(found).__name__ in ("method_descriptor", "wrapper_descriptor") else -1


def referents(objects):
    tracked = set(map(id, objects))
    for item in objects:
        held = [id(target) for target in gc.get_referents(item) if id(target) in tracked]
        yield id(item), safe_size(item), held


local, before, count, path, seconds = snapshot()
mine = {id(sys._getframe()), id(globals())}
told = {"count": count, "frozen": gc.get_freeze_count(), "markers": MARKERS, "calls": CALLS, "seconds": seconds}
told["isInline"] = sys.version_info >= (3, 11)
if WHAT == "all":
    kinds = collections.Counter(type.__dict__["__qualname__"].__get__(type(item)) for item in before)
    told["kinds"] = kinds
    told["objects"] = [row for row in referents(before) if row[0] not in mine]
done.set()
thread.join()
json.dump(told, sys.stdout)
