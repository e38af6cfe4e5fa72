# Functions that spend known shares of the CPU time, 60 % down to 1 %, some by loops of their own and some by many calls of
# small functions. Prints what each spent as JSON: nanoseconds of this thread by function, and of the whole process.
#   known-shares.py                      prints the iterations that make 10 ms of each function
#   known-shares.py ROUNDS ITERATIONS    runs with those
import json
import random
import sys
import time


def tiny(x):
    return x + 1


def loop_a(n):
    x = 0
    for i in range(n):
        x += i * i


def calls_b(n):
    x = 0
    for i in range(n):
        x = tiny(x)


def loop_c(n):
    x = 0
    while x < n:
        x += 1


def calls_d(n):
    x = 0
    for i in range(n):
        x = tiny(tiny(x))


def text_e(n):
    for i in range(n):
        str(i)


def loop_f(n):
    x = 1.0
    for i in range(n):
        x = x * 1.0000001


def calls_g(n):
    for i in range(n):
        tiny(i)


def loop_h(n):
    for i in range(n):
        pass


SHARES = [
    (loop_a, 40),
    (calls_b, 20),
    (loop_c, 15),
    (calls_d, 10),
    (text_e, 7),
    (loop_f, 5),
    (calls_g, 2),
    (loop_h, 1),
]


def calibrate(function):
    """Iterations in 10 ms."""
    n = 1000
    while True:
        start = time.thread_time_ns()
        function(n)
        spent = time.thread_time_ns() - start
        if spent > 2000000:
            return int(n * 10000000 / spent)
        n *= 2


def main(rounds, iterations):
    spent = {function: 0 for function, _ in SHARES}
    # Each round spends 10 ms times the share over a hundred on each, cut in pieces, in an order of its own.
    pieces = []
    for function, share in SHARES:
        count = max(1, share // 2)
        pieces += [(function, max(1, iterations[function.__name__] * share // 10 // count))] * count
    order = random.Random(1)
    clock = time.thread_time_ns
    for _ in range(rounds):
        order.shuffle(pieces)
        for function, n in pieces:
            start = clock()
            function(n)
            spent[function] += clock() - start
    print(json.dumps({
        'spent': {function.__name__: ns for function, ns in spent.items()},
        'process': time.process_time_ns(),
    }))


if len(sys.argv) > 2:
    main(int(sys.argv[1]), json.loads(sys.argv[2]))
else:
    print(json.dumps({function.__name__: calibrate(function) for function, _ in SHARES}))
