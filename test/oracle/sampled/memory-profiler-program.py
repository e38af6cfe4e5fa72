# Profiles two functions with memory_profiler and prints its report with 5 decimals, then as JSON what it measured.
import json

from memory_profiler import LineProfiler, show_results


def grow(n):
    kept = []
    for i in range(n):
        kept.append(bytearray(1 << 20))

    return kept


class Tree:
    def build(self):
        rows = [[0] * 1000 for _ in range(200)]
        del rows


profile = LineProfiler()
profile(grow)(5)
profile(Tree.build)(Tree())
show_results(profile, precision=5)
print("=====")
found = []
for filename, lines in profile.code_map.items():
    found += [[filename, line, mem[0], mem[1], mem[2]] for line, mem in lines if mem]
print(json.dumps(found))
