# -*- coding: utf-8 -*-
# A program whose code object has a bit of everything: nested code, all kinds of constants, free variables, long lines.
import functools


def outer(n):
    def inner(m):
        return n + m + 12345678901234567890

    return [inner(i) for i in range(n)]


class Cafe(object):
    """With text that is not ASCII: naïve."""

    limit = 1e300
    names = ("a", b"bytes", None, True, 3.25, -7, 2j, frozenset([1, 2]))

    def walk(self, depth, **options):
        try:
            return self.walk(depth - 1, **options) if depth else outer(3)
        except ValueError as error:
            raise error


@functools.wraps(outer)
def wrapped(*args):
    return outer(*args)


if __name__ == "__main__":
    Cafe().walk(5, a=1)
    wrapped(4)
    sorted([3, 1, 2], key=lambda x: -x)
