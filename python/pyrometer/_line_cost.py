"""A function whose lines cost nothing: what it takes longer when it is watched is what watching costs."""

from time import perf_counter

_LOOPS = 400


class CostlessLines:
    """What a tracer's `calibrate` is given."""

    #: Measurements to take the median of.
    rounds = range(7)

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

    @staticmethod
    def median(values):
        return sorted(values)[len(values) // 2]


def _costless():
    for number in range(_LOOPS):
        one = number
        two = one
        three = two
        four = three
    return four
