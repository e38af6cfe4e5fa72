"""A program for the tests of the tracer: recursion, methods, generators, closures, built-ins and imports."""
import functools
import json
import sys


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def is_even(n):
    return True if n == 0 else is_odd(n - 1)


def is_odd(n):
    return False if n == 0 else is_even(n - 1)


class Shape:
    def __init__(self, sides):
        self.sides = sides

    @property
    def area(self):
        return functools.reduce(lambda a, b: a * b, self.sides, 1)

    @staticmethod
    def sort(shapes):
        return sorted(shapes, key=lambda shape: shape.area)


def count(limit):
    for i in range(limit):
        yield i


def main():
    fib(12)
    is_even(9)
    Shape.sort([Shape([2, 3]), Shape([1, 1, 1]), Shape([4])])
    sum(count(20))
    json.loads(json.dumps({"a": [1, 2, 3]}))
    try:
        [].pop()
    except IndexError:
        pass
    print("done", sys.argv[1:])


if __name__ == "__main__":
    main()
