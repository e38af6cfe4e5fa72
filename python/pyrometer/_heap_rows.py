"""Reads what objects refer to that are no plain containers: instances of classes, functions, generators, frames."""

import gc
import types
from array import array
from itertools import chain, repeat

#: By address, as everywhere: to look a type up by itself would ask its metaclass.
_FRAME_HOLDERS = {
    id(types.GeneratorType): "gi_frame",
    id(types.CoroutineType): "cr_frame",
    id(types.AsyncGeneratorType): "ag_frame",
}
#: Objects of a type whose dictionary is made to know the names of their attributes.
_MOST_SAMPLES = 64
#: A generator makes its frame an object, which it keeps, when asked for it: not of a million of them.
_MOST_FRAMES = 10000


def rows_reader(types_part, roots_part):
    """The class below, knowing its neighbours."""
    return lambda walk: RowReader(walk, types_part, roots_part)


class RowReader:
    def __init__(self, walk, types_part, roots_part):
        self._walk = walk
        self._names_of = types_part["names_of"]
        self._locals_of = roots_part["locals_of"]
        self._frames = 0

    def write(self, chunk, facts, kind, counts):
        """Writes objects of one type with what they refer to: in rows of the same length where all have the same."""
        if facts.plan == "mixed":
            self._mixed(chunk, facts, kind, counts)
            return
        rows = list(map(gc.get_referents, chunk))
        by_length = {}
        for i, length in enumerate(map(len, rows)):
            try:
                by_length[length].append(i)
            except KeyError:
                by_length[length] = [i]
        for chosen in by_length.values():
            if len(chosen) < len(chunk):
                part, part_rows = [chunk[i] for i in chosen], [rows[i] for i in chosen]
                part_counts = counts and array(counts.typecode, [counts[i] for i in chosen])
            else:
                part, part_rows, part_counts = chunk, rows, counts
            self._walk.begin(part, facts, kind, part_counts)
            flat = list(chain.from_iterable(part_rows))
            names = self._names(part, facts, part_rows, flat)
            if names is None:
                self._labelled(part, facts, part_rows)
            elif names:
                self._walk.named(names, flat)

    def each(self, objects, facts):
        """The references of each object by itself."""
        rows = list(map(gc.get_referents, objects))
        if facts.type is types.CodeType:
            rows = [_held_by_code(code, facts) for code in objects]
        elif facts.plan == "type":
            rows = [row or self._held_by_static(kind) for kind, row in zip(objects, rows)]
        elif facts.is_array:
            rows = list(map(_held_by_array, objects))
        self._labelled(objects, facts, rows)

    def _names(self, objects, facts, rows, flat):
        """The labels of the places in rows of one length, None where they differ from row to row."""
        length = len(rows[0])
        if length == 0:
            return []
        kind = facts.type
        names = [label for _get, label in facts.slots]
        whole = len(names) + 1
        if facts.is_inline:
            return self._inline_names(objects, facts, rows, flat) if not names else None
        if facts.has_dict:
            whole += 1
            names = names + [".__dict__"]
        # As many as there can be: then it is these, in this order.
        if length != whole or rows[0][-1] is not kind or facts.has_dict and type(rows[0][-2]) is not dict:
            return None
        return names + [".__class__"]

    def _inline_names(self, objects, facts, rows, flat):
        """As `_names`, of instances that have their attributes in themselves: the names are those of one whose dictionary is
        made for it, and that they are right is checked with every other."""
        length = len(rows[0])
        if rows[0][-1] is not facts.type:
            return None
        if length == 1:
            return [".__class__"]
        known = facts.names.get(length) or self._sample_names(objects[0], facts, length)
        places = [None] * (length - 1) + [".__class__"]
        columns = [array("Q", map(id, flat[place::length])).tobytes() for place in range(length - 1)]
        for position, name in enumerate(known):
            if not facts.is_readable(name):
                return None
            try:
                found = array("Q", map(id, map(object.__getattribute__, objects, repeat(name)))).tobytes()
            except AttributeError:
                return None
            free = [p for p in chain((position,), range(length - 1)) if p < length - 1 and places[p] is None]
            place = next((p for p in free if columns[p] == found), None)
            if place is None:
                return None
            places[place] = "." + name
        if None in places:
            return None
        facts.names[length] = known
        return places

    def _sample_names(self, item, facts, length):
        getter = facts.dict_getter()
        if getter is None or facts.samples >= _MOST_SAMPLES:
            return []
        facts.samples += 1
        names = getter(item)
        if type(names) is not dict:
            return []
        found = [name for name in names if type(name) is str]
        facts.all_names.update((name, facts.is_readable(name)) for name in found)
        return found[: length - 1]

    def _mixed(self, chunk, facts, kind, counts):
        """Subclasses of containers: their items, and what else they hold."""
        base = facts.base
        self._walk.begin(chunk, facts, kind, counts)
        if base is dict:
            self._walk.entries(chunk)
        elif type(facts.fields) is tuple and all(type(name) is str for name in facts.fields):
            flat = list(chain.from_iterable(map(tuple.__iter__, chunk)))
            lengths = array("I", map(tuple.__len__, chunk))
            names = array("I", [self._walk.label("." + name) for name in facts.fields])
            if len(flat) == len(names) * len(chunk):
                self._walk.labelled(lengths, flat, names * len(chunk))
            else:
                self._walk.references(1, lengths, flat)
        else:
            self._walk.items(base, chunk)
        self._labelled(chunk, facts, [_besides_items(item, base) for item in chunk])

    def _labelled(self, objects, facts, rows):
        labels = array("I")
        attributes = facts.attributes()
        label = self._walk.label
        holder = _FRAME_HOLDERS.get(facts.address)
        for item, row in zip(objects, rows):
            if not row:
                # Nothing to label; and a type in C that was not made ready must not be asked.
                continue
            known = {id(facts.type): label(".__class__")} if facts.is_heap else {}
            for get, text in attributes:
                try:
                    known[id(get(item))] = label(text)
                except (AttributeError, ValueError):  # not set; an empty cell
                    pass
            if facts.is_inline:
                self._name_inline(item, row, facts, known)
            elif facts.type is types.FrameType:
                self._name_locals(item, known)
            elif holder is not None and self._frames < _MOST_FRAMES:
                self._frames += 1
                self._name_locals(getattr(item, holder), known)
            for held in row:
                number = known.get(id(held), 0)
                if number == 0:
                    if facts.has_dict and type(held) is dict:
                        number = label(".__dict__")
                    elif type(held) is types.FrameType and facts.type is types.FrameType:
                        number = label(".f_back")
                labels.append(number)
        self._walk.labelled(array("I", map(len, rows)), list(chain.from_iterable(rows)), labels)

    def _name_inline(self, item, row, facts, known):
        """Adds the labels of attributes that lie in the object itself."""
        self._name_attributes(item, facts.all_names, known)
        if facts.base is None and any(id(held) not in known and type(held) is not dict for held in row):
            before = set(facts.all_names)
            self._sample_names(item, facts, len(row))
            self._name_attributes(item, {n: ok for n, ok in facts.all_names.items() if n not in before}, known)

    def _name_attributes(self, item, names, known):
        for name, is_readable in names.items():
            if is_readable:
                try:
                    known.setdefault(id(object.__getattribute__(item, name)), self._walk.label("." + name))
                except AttributeError:
                    pass

    def _name_locals(self, frame, known):
        if type(frame) is types.FrameType:
            for name, address in self._locals_of(frame):
                known.setdefault(address, self._walk.label("." + name))

    def _held_by_static(self, kind):
        """What a type written in C holds, of which the collector is not told."""
        self._walk.static_types.append(id(kind))
        names = self._names_of(kind)
        if names is None:
            # It was not made ready: to ask it for its bases would crash.
            return []
        found = [names]
        for name in ("__bases__", "__base__", "__mro__"):
            held = type.__dict__[name].__get__(kind)
            if held is not None:
                found.append(held)
        return found


def _besides_items(item, base):
    """What a container holds that is none of its items."""
    held = gc.get_referents(item)
    if base is dict:
        values = list(map(id, dict.values(item)))
        size = len(values)
        if list(map(id, held[len(held) - size :])) == values:
            return held[: len(held) - size]
        return held[: max(0, len(held) - 2 * size)]
    return held[: max(0, len(held) - base.__len__(item))]


def _held_by_code(code, facts):
    """Code is not on the collector's list and tells it nothing."""
    found = []
    for get, _label in facts.attributes():
        held = get(code)
        if held is not None and type(held) in (tuple, str, bytes):
            found.append(held)
    return found


def _held_by_array(item):
    """What an array of numpy refers to: another array whose memory it shows, or objects."""
    kind = type(item)
    held = []
    base = kind.base.__get__(item)
    if base is not None:
        held.append(base)
    if kind.dtype.__get__(item).hasobject and kind.dtype.__get__(item).char == "O":
        held.extend(kind.flat.__get__(item))
    return held
