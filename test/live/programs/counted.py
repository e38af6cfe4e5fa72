"""Functions of every kind, for recorders of lines. `profile` is put into builtins by whoever counts."""

import asyncio
import functools
import threading

def logged(function):
    @functools.wraps(function)
    def inner(*arguments):
        return function(*arguments)

    return inner

@profile
def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)

@profile
def numbers(n):
    for i in range(n):
        sent = yield i
        if sent is not None:
            yield sent
    try:
        yield -1
    finally:
        n = 0

@profile
def delegates(n):
    result = yield from numbers(n)
    return result

@profile
def fails(n):
    for i in range(n):
        try:
            if i % 2:
                raise ValueError(i)
            value = 1
        except ValueError:
            value = 2
        else:
            value = 3
        finally:
            value = 4
    with open(__file__) as file:
        value = file.readline()
    raise KeyError(value)

@profile
def while_loop(n):
    while n:
        n -= 1
        if n == 3:
            continue
        if n == 1:
            break
    return (
        n,
        n + 1,
    )

class Mesh:
    @profile
    def __init__(self, size):
        self.size = size

    @staticmethod
    @profile
    def area(a, b):
        return a * b

    @classmethod
    @profile
    def square(cls, size):
        mesh = cls(size)
        return mesh

    @property
    @profile
    def cells(self):
        return self.size ** 2

    @logged
    @profile
    def refine(self, n):
        if n:
            return self.refine(n - 1)
        return self

    class Part:
        @profile
        def name(self):
            return "part"

def makes(count):
    @profile
    def nested(number):
        doubled = number * 2
        return doubled

    total = 0
    for number in range(count):
        total += nested(number)
    return total

@profile
async def waits(n):
    for _ in range(n):
        await asyncio.sleep(0)
    return n

@profile
async def produces(n):
    for i in range(n):
        yield i
        await asyncio.sleep(0)

async def gathers():
    values = await asyncio.gather(waits(2), waits(5))
    async for value in produces(3):
        values.append(value)
    return values

@profile
def twin_one(n):
    n += 1
    return n

@profile
def twin_two(n):
    n += 1
    return n

@profile
def never():
    return None

def main():
    fib(9)
    list(numbers(3))
    list(delegates(2))
    stopped = numbers(5)
    next(stopped)
    stopped.send(8)
    stopped.close()
    thrown = numbers(1)
    next(thrown)
    try:
        thrown.throw(KeyError)
    except KeyError:
        pass
    abandoned = numbers(9)
    next(abandoned)
    try:
        fails(5)
    except KeyError:
        pass
    while_loop(7)
    mesh = Mesh.square(3)
    Mesh.area(2, mesh.cells)
    mesh.refine(3)
    Mesh.Part().name()
    makes(4)
    makes(2)
    asyncio.run(gathers())
    twin_one(1)
    twin_two(1)
    twin_two(2)

if __name__ == "__main__":
    main()
