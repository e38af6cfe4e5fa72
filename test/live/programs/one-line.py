"""Loops on one line: recorders by sys.monitoring see them once, those by settrace each time around."""

@profile
def loops(n):
    while n: n -= 1
    for i in range(5): pass
    squares = [i * i for i in range(4)]
    odd = [i
           for i in range(3)
           if i % 2]
    total = sum(i for i in range(3))
    return (squares,
            odd,
            max(squares,
                odd), total)

loops(3)
