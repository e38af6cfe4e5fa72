"""What watching a line costs: measured on a function whose lines cost nothing, and never more than was measured."""

from time import perf_counter

_LOOPS = 200
#: Hits from which the mean of a line says what an event cost at least once in it.
_OFTEN = 100


class CostlessLines:
    """What a tracer's `calibrate` is given."""

    #: Measurements, in groups that follow each other.
    rounds = range(9)
    _group = 3

    def __init__(self):
        self.function = _costless

    def elapsed(self):
        """Seconds that a call takes."""
        began = perf_counter()
        self.function()
        return perf_counter() - began

    def copy(self):
        """The same function once more, for a tracer that changes what it watches."""
        return type(self.function)(self.function.__code__, self.function.__globals__)

    def typical(self, values):
        """The smallest of the groups' medians: a machine that is busy elsewhere makes measurements longer, never shorter,
        and for longer than a group lasts only now and then."""
        groups = [sorted(values[i : i + self._group]) for i in range(0, len(values), self._group)]
        return min(group[len(group) // 2] for group in groups)


def cost_in(lines, own_cost):
    """Seconds a hit cost in a function with these {line: (hits, seconds, events)}: no line takes less than nothing, so the
    cheapest of those that ran often bounds what was measured elsewhere (where code is traced otherwise, on a busy machine)."""
    for hits, seconds, events in lines.values():
        if hits >= _OFTEN and not events:
            own_cost = min(own_cost, seconds / hits)
    return own_cost


def _costless():
    for number in range(_LOOPS):
        one = number
        two = one
        three = two
        four = three
    return four
