# Writes a binary profile with Python's own writer in which one thread begins without frames, which a sampler sees when a
# thread starts or ends, and another one ends without.
import sys

from _remote_debugging import BinaryWriter, FrameInfo, InterpreterInfo, LocationInfo, ThreadInfo

INNER = FrameInfo(("a.py", LocationInfo((2, 2, 0, 9)), "inner", None))
OUTER = FrameInfo(("a.py", LocationInfo((7, 7, 4, 11)), "outer", None))
SAMPLES = [
    ([], [OUTER]),
    ([], [OUTER]),
    ([INNER, OUTER], []),
    ([], []),
    ([OUTER], [INNER, OUTER]),
]

writer = BinaryWriter(sys.argv[1], 1000, 0, compression=0)
for number, (first, second) in enumerate(SAMPLES, 1):
    threads = [ThreadInfo((1, 35, first)), ThreadInfo((2, 2, second))]
    writer.write_sample([InterpreterInfo((0, threads))], number * 1000)
writer.finalize()
