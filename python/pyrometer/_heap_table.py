"""Objects by type, now and since the last look: what `pyrometer heap` prints of the same snapshots, without what they retain."""

import json
import os
import shutil
import sys
import tempfile
import weakref
from array import array

from . import _html, _words
from ._heap import heap
from ._results import Result

_HEADER = 16
_RECORD = 16
_TITLES = ("Tracked", "Untracked", "Size", "Share")


class HeapLook:
    """One look at the heap: a snapshot in a file of its own that goes with it, and its types. `types` gives by name
    [tracked objects, their bytes, untracked objects, their bytes]; the collector knows of those that are tracked."""

    def __init__(self, name, collect=False):
        folder = tempfile.mkdtemp(prefix="pyrometer-heap-")
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self.path = os.path.join(folder, "heap")
        heap(self.path, name=name, collect=collect)
        self.types = _types_in(self.path)

    def totals(self):
        """[tracked objects, their bytes, untracked objects, their bytes] of all."""
        return [sum(row[i] for row in self.types.values()) for i in range(4)]


class HeapResult(Result):
    """Objects by type, the largest first, and what grew since the look before. `types` as HeapLook's; `growth` is a list of
    (type, objects now, how many more, bytes now, how many more), the most first, None at the first look."""

    def __init__(self, look, before=None, limit=20):
        super().__init__(None)
        self._look, self._before, self._limit = look, before, limit
        self.types = look.types
        self.growth = None if before is None else _growth(before.types, look.types)

    def save(self, path):
        """Writes the snapshots, of the look before too, for `pyrometer heap`; returns the path."""
        path = os.path.abspath(os.path.expanduser(os.fspath(path)))
        with open(path, "wb") as file:
            for index, look in enumerate([self._before, self._look] if self._before else [self._look]):
                with open(look.path, "rb") as snapshot:
                    snapshot.seek(_HEADER if index else 0)
                    shutil.copyfileobj(snapshot, file)
        return path

    def text(self):
        """Tables as the command line prints them."""
        columns, rows, left = self._type_cells()
        shown = self._heading() + "\n\n" + _words.text_table(columns, [[cell.text for cell in row] for row in rows])
        shown += _more(left)
        if self.growth is None:
            return shown
        columns, rows, left = self._growth_cells()
        table = _words.text_table(columns, [[cell.text for cell in row] for row in rows]) if rows else "Nothing grew\n"
        return shown + "\n" + self._growth_heading() + "\n" + table + _more(left) + self._shrunk()

    def _repr_html_(self):
        columns, rows, left = self._type_cells()
        parts = [_html.heading([self._heading()]), _html.table(columns, rows), _html.note(_more(left))]
        if self.growth is not None:
            columns, rows, left = self._growth_cells()
            table = _html.table(columns, rows) if rows else _html.note("Nothing grew")
            parts += [_html.heading([self._growth_heading()]), table, _html.note(_more(left) + self._shrunk())]
        return _html.block("".join(parts))

    def _heading(self):
        tracked, tracked_size, untracked, untracked_size = self._look.totals()
        return "%s: %s tracked by the garbage collector (%s), %s not tracked (%s)" % (
            _whole(self._look),
            _words.count_text(tracked),
            _words.bytes_text(tracked_size),
            _words.count_text(untracked),
            _words.bytes_text(untracked_size),
        )

    def _type_cells(self):
        columns = [("Type", "left")] + [(title, "right") for title in _TITLES] + [("", "left")]
        size_of = {name: row[1] + row[3] for name, row in self.types.items()}
        count_of = {name: row[0] + row[2] for name, row in self.types.items()}
        order = sorted(self.types, key=lambda name: (-size_of[name], -count_of[name], name))
        whole, most = sum(size_of.values()), max(size_of.values())
        rows = []
        for name in order[: self._limit]:
            tracked, _, untracked, _ = self.types[name]
            heat = _words.heat_step(size_of[name], most)
            cells = [
                _html.Cell(name, is_bold=heat >= 5),
                _html.Cell(_words.count_text(tracked) if tracked else _words.DASH),
                _html.Cell(_words.count_text(untracked) if untracked else _words.DASH),
                _html.Cell(_words.bytes_text(size_of[name])),
                _html.Cell(_words.share_text(size_of[name] / whole), heat=heat),
                _html.Cell(_words.bar(size_of[name] / most)),
            ]
            rows.append(cells)
        return columns, rows, len(order) - len(rows)

    def _growth_heading(self):
        before, now = self._before.totals(), self._look.totals()
        count = now[0] + now[2] - before[0] - before[2]
        size = now[1] + now[3] - before[1] - before[3]
        grown = "%s, %s" % (_signed(count, _words.count_text), _signed(size, _words.bytes_text))
        return "Since the look before: from %s to %s (%s)" % (_whole(self._before), _whole(self._look), grown)

    def _growth_cells(self):
        columns = [("Type", "left")] + [(title, "right") for title in ("Objects", "+", "Size", "+")]
        growing = [row for row in self.growth if row[4] > 0]
        rows = [
            [
                _html.Cell(name),
                _html.Cell(_words.count_text(count)),
                _html.Cell(_signed(more, _words.count_text)),
                _html.Cell(_words.bytes_text(size)),
                _html.Cell(_signed(larger, _words.bytes_text), heat=_words.heat_step(larger, growing[0][4])),
            ]
            for name, count, more, size, larger in growing[: self._limit]
        ]
        return columns, rows, len(growing) - len(rows)

    def _shrunk(self):
        rest = [row for row in self.growth if row[4] <= 0]
        if not rest:
            return ""
        count, size = sum(row[2] for row in rest), sum(row[4] for row in rest)
        shown = (_words.count_text(len(rest)), "other" if len(rest) == 1 else "others")
        return "%s %s did not grow: %s objects, %s\n" % (
            shown + (_signed(count, _words.count_text), _signed(size, _words.bytes_text))
        )


def _growth(before, now):
    rows = []
    for name in list(now) + [name for name in before if name not in now]:
        old, new = before.get(name, (0, 0, 0, 0)), now.get(name, (0, 0, 0, 0))
        count, size = new[0] + new[2], new[1] + new[3]
        more, larger = count - old[0] - old[2], size - old[1] - old[3]
        if more or larger:
            rows.append((name, count, more, size, larger))
    return sorted(rows, key=lambda row: (-row[4], -row[2], row[0]))


def _types_in(path):
    """Sums the objects of a file of one snapshot by type (see _heap_dump.py for the file)."""
    runs, names = [], []
    with open(path, "rb") as file:
        file.seek(_HEADER)
        while True:
            head = file.read(_RECORD)
            if len(head) < _RECORD:
                break
            number = int.from_bytes(head[4:8], "little")
            size = int.from_bytes(head[8:16], "little")
            if head[:4] == b"OBJS":
                kind, count = _numbers("I", file.read(16))[:2]
                file.seek(8 * count, os.SEEK_CUR)
                runs.append((number, kind, count, sum(_numbers("Q", file.read(8 * count)))))
                file.seek(size - 16 - 16 * count, os.SEEK_CUR)
            elif head[:4] == b"TYPS":
                payload = file.read(size)
                names = json.loads(payload.rstrip(b"\0").decode("ascii"))
            else:
                file.seek(size, os.SEEK_CUR)
    types = {}
    for number, kind, count, size in runs:
        name, module = names[number]
        full = name if module in ("builtins", "?", None) else "%s.%s" % (module, name)
        row = types.setdefault(full, [0, 0, 0, 0])
        at = 0 if kind == 1 else 2
        row[at] += count
        row[at + 1] += size
    return types


def _numbers(code, data):
    column = array(code)
    column.frombytes(data)
    if sys.byteorder == "big":
        column.byteswap()
    return column


def _whole(look):
    tracked, tracked_size, untracked, untracked_size = look.totals()
    return "%s objects, %s" % (_words.count_text(tracked + untracked), _words.bytes_text(tracked_size + untracked_size))


def _signed(value, text_of):
    return "+" + text_of(value) if value > 0 else "-" + text_of(-value) if value < 0 else text_of(0)


def _more(left):
    return "%s more; -l shows them\n" % _words.count_text(left) if left > 0 else ""
