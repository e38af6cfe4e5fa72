# Prints what a profile holds, as this Python itself loads it: functions with their figures, and callers with theirs.
# Code objects are printed without their addresses.
import json
import marshal
import re
import sys


def name(key):
    text = key[2] if isinstance(key[2], str) else re.sub(r" at 0x[0-9a-f]+", "", repr(key[2]))
    return [key[0], key[1], text]


with open(sys.argv[1], "rb") as stream:
    stats = marshal.load(stream)
found = []
for key, (cc, nc, tt, ct, callers) in stats.items():
    rows = [[name(caller), list(value) if isinstance(value, tuple) else [value]] for caller, value in callers.items()]
    found.append([name(key), [cc, nc, tt, ct], rows])
print(json.dumps(found))
