"""One function whose lines grow and shrink memory by known amounts."""

MIB = 1 << 20


def touched(mebibytes):
    buffer = bytearray(mebibytes * MIB)
    for at in range(0, len(buffer), 4096):
        buffer[at] = 1
    return buffer


@profile
def known():
    first = touched(24)
    second = touched(8)
    rows = []
    for _ in range(5):
        rows.append(touched(4))
    nothing = 1
    third = touched(40)
    del first
    return len(second) + len(third) + nothing


known()
