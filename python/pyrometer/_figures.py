"""Figures of functions, worked out as Pyrometer's own analysis does (src/analysis/, src/query/): a saved recording gives the
same ones.

A function is an `Entry`; functions are told apart by file, line and name.
"""

from array import array

_Z_99 = 2.5758293035489004
_NANOSECOND = 1e-9
#: pstats' keys: what "Ordered by:" says, the fields, and whether they fall.
SORT_KEYS = {
    "calls": ("call count", ("calls",), True),
    "ncalls": ("call count", ("calls",), True),
    "cumtime": ("cumulative time", ("total",), True),
    "cumulative": ("cumulative time", ("total",), True),
    "filename": ("file name", ("file",), False),
    "line": ("line number", ("line",), False),
    "module": ("file name", ("file",), False),
    "name": ("function name", ("name",), False),
    "nfl": ("name/file/line", ("name", "file", "line"), False),
    "pcalls": ("primitive call count", ("primitive",), True),
    "stdname": ("standard name", ("label",), False),
    "time": ("internal time", ("self",), True),
    "tottime": ("internal time", ("self",), True),
}


class Entry:
    """What a function cost: seconds, and calls (NaN where nobody counted them)."""

    __slots__ = ("file", "line", "name", "label", "calls", "primitive", "self", "total")

    def __init__(self, file, line, name):
        self.file, self.line, self.name = file, line, name
        self.calls = self.primitive = float("nan")
        self.self = self.total = 0.0
        if (file, line) != ("~", 0):
            self.label = "%s:%d(%s)" % (file, line, name)
        elif name.startswith("<") and name.endswith(">"):
            self.label = "{%s}" % name[1:-1]
        else:
            self.label = name

    def __repr__(self):
        return "<%s: self %.6g s, total %.6g s>" % (self.label, self.self, self.total)


class Figures:
    """The functions of a recording: `entries` in the order of the input, `whole` seconds that shares are of, `effective` the
    number of equal samples that would be as certain (None where figures are exact)."""

    def __init__(self, entries, whole, effective, samples=None):
        self.entries = entries
        self.whole = whole
        self.effective = effective
        self.samples = samples

    def interval(self, value):
        """The 99 % interval of a value's share in the whole (Wilson, JASA 1927)."""
        trials = self.effective
        if not trials:
            return 0.0, 1.0
        share = min(1.0, max(0.0, value / self.whole * trials / trials))
        square = _Z_99 * _Z_99
        centre = (share + square / (2 * trials)) / (1 + square / trials)
        half = (_Z_99 / (1 + square / trials)) * (
            (share * (1 - share)) / trials + square / (4 * trials * trials)
        ) ** 0.5
        return max(0.0, centre - half), min(1.0, centre + half)


def figures_of_samples(tables):
    """Self and total of the functions of samples; recursion counts once per sample."""
    weights, whole, effective, samples = _stack_weights(tables)
    stacks, frames, funcs = (tables.columns(name) for name in ("stacks", "frames", "funcs"))
    prefix, frame_of, func_of = stacks["prefix"], stacks["frame"], frames["func"]
    count = len(funcs["name"])
    own, total = [0.0] * count, [0.0] * count
    for stack, weight in enumerate(weights):
        if weight == 0:
            continue
        own[func_of[frame_of[stack]]] += weight
        counted = set()
        at = stack
        while at != -1:
            func = func_of[frame_of[at]]
            if func not in counted:
                counted.add(func)
                total[func] += weight
            at = prefix[at]
    order = sorted((func for func in range(count) if total[func] != 0), key=lambda func: (-own[func], -total[func]))
    texts, paths = tables.texts(), tables.columns("sources")["path"]
    merged = {}
    for func in order:
        key = (texts[paths[funcs["source"][func]]], max(0, funcs["line"][func]), texts[funcs["name"][func]])
        entry = merged.setdefault(key, Entry(*key))
        entry.self += own[func] * _NANOSECOND
        entry.total += total[func] * _NANOSECOND
    return Figures(list(merged.values()), whole * _NANOSECOND, effective, samples)


def figures_of_stats(stats):
    """The functions of a table of cProfile."""
    entries = []
    whole = 0.0
    for (file, line, name), (primitive, calls, own, total, _callers) in stats.items():
        entry = Entry(file, line, name)
        entry.calls, entry.primitive, entry.self, entry.total = calls, primitive, own, total
        whole += own
        entries.append(entry)
    return Figures(entries, whole, None)


def sort_key_of(word):
    """The key that a word means: in full, or a beginning that only keys of one meaning have. Raises ValueError."""
    if word in SORT_KEYS:
        return SORT_KEYS[word]
    fitting = [SORT_KEYS[key] for key in SORT_KEYS if word and key.startswith(word)]
    if fitting and all(key[0] == fitting[0][0] for key in fitting):
        return fitting[0]
    raise ValueError(
        'Cannot sort by "%s": no key has that name, or several begin so; keys: %s' % (word, ", ".join(SORT_KEYS))
    )


def sort_entries(entries, words):
    """The entries ordered by the first key, ties by the next, and the titles of the keys."""
    keys = [sort_key_of(word) for word in words]
    ordered = list(entries)
    for _title, fields, is_falling in reversed(keys):
        for field in reversed(fields):
            ordered.sort(key=lambda entry, field=field: getattr(entry, field), reverse=is_falling)
    return ordered, [title for title, _, _ in keys]


def limit_entries(entries, limits):
    """The entries that restrictions leave, each applied to what the one before left, and what pstats says of them."""
    import re

    notes = []
    for limit in limits:
        before = entries
        if isinstance(limit, str):
            pattern = re.compile(limit)
            entries = [entry for entry in entries if pattern.search(entry.label)]
        elif isinstance(limit, float):
            entries = entries[: int(len(entries) * limit + 0.5)] if limit < 1 else entries
        elif limit >= 0:
            entries = entries[:limit]
        if len(entries) != len(before):
            said = "List reduced from %d to %d due to restriction <%r>"
            notes.append(said % (len(before), len(entries), limit))
    return entries, notes


def _stack_weights(tables):
    samples, (walls, _cpu, counts) = tables.samples()
    weights = array("d", bytes(8 * len(tables.columns("stacks")["frame"])))
    whole = squares = number = 0.0
    for stack, weight, count in zip(samples["stack"], walls, counts):
        number += count
        if weight == 0:
            continue
        whole += weight
        if count > 0:
            squares += weight * weight / count
        if stack != -1:
            weights[stack] += weight
    return weights, whole, whole * whole / squares if squares > 0 else 0, int(number)
