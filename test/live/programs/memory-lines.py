"""Functions of every kind whose memory is counted line by line: what memory_profiler sees must be seen the same."""

MIB = 1 << 20


@profile
def grow(count):
    kept = []
    for _ in range(count):
        kept.append(bytearray(MIB))
        for at in range(0, MIB, 4096):
            kept[-1][at] = 1
    sizes = [len(one) for one in kept]
    big = bytearray(32 * MIB)
    for at in range(0, len(big), 4096): big[at] = 1
    del big
    return sum(sizes)


@profile
def numbers(count):
    for number in range(count):
        yield number
    try:
        yield -1
    finally:
        done = True


@profile
def consume(count):
    total = 0
    for number in numbers(count):
        total += number
        if number < 0:
            break
    pairs = {key: value for key, value in enumerate(range(3))}
    return total, sorted(pairs, key=lambda key: -key)


@profile
def nested(depth):
    def inner(size):
        text = [str(n) for n in range(size)]
        return len(text)

    while depth: depth -= 1
    return inner(3) + inner(4)


@profile
def factorial(n):
    if n <= 1:
        return 1
    return n * factorial(n - 1)


@profile
def fails(times):
    for _ in range(times):
        try:
            raises()
        except ValueError:
            continue
    with open("/dev/null") as file:
        return file.read()


@profile
def raises():
    value = 1
    raise ValueError(value)


class Mesh:
    @profile
    def refine(self, times):
        for _ in range(times): self.step()
        return self

    @staticmethod
    @profile
    def twice(n):
        return (
            n
            + n
        )

    def step(self):
        return None


@profile
def never():
    return 1


grow(6)
grow(2)
consume(4)
nested(5)
factorial(5)
fails(3)
Mesh().refine(3).twice(2)
