"""Makes functions of this package cheap for tracemalloc, which has no use for their lines."""

import sys


def forget_lines(*functions):
    """tracemalloc looks the line of every frame up at every allocation, from the start of the function's table: ours below the
    program's need none. A table of no lines is much shorter; it has to cover all of the code all the same."""
    for function in functions:
        code = function.__code__
        length = len(code.co_code)
        if sys.version_info >= (3, 11):
            units = length // 2
            table = bytes([0xF8 | (min(8, units - at) - 1) for at in range(0, units, 8)])
        elif sys.version_info >= (3, 10):
            table = b"".join([bytes([min(254, length - at), 128]) for at in range(0, length, 254)])
        else:
            return
        function.__code__ = code.replace(co_linetable=table)
