# What memray.test.ts measures: threads, recursion, generators, blocks that are freed and ones that stay, mapped memory
# that is taken out in part.
import ctypes
import mmap
import threading

kept = []


class Builder:
    def build(self, count):
        return [bytearray(2000 + i) for i in range(count)]


def work():
    builder = Builder()
    kept.append(builder.build(40))
    for _ in range(3):
        lost = builder.build(300)
    del lost


def descend(depth):
    if depth == 0:
        kept.append(bytearray(100_000))
        return
    descend(depth - 1)


def pieces(count):
    for i in range(count):
        yield bytes(1024 * (i + 1))


def map_memory():
    libc = ctypes.CDLL(None, use_errno=True)
    libc.mmap.restype = ctypes.c_void_p
    libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + [ctypes.c_int] * 3 + [ctypes.c_long]
    libc.munmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
    start = libc.mmap(None, 16 * 4096, 3, 0x22, -1, 0)
    # From the middle, the start, the end.
    libc.munmap(start + 4 * 4096, 4096)
    libc.munmap(start, 4096)
    libc.munmap(start + 15 * 4096, 4096)
    other = mmap.mmap(-1, 1 << 20)
    other.close()


def main():
    threads = [threading.Thread(target=work, name=f'helper-{i}') for i in range(2)]
    for thread in threads:
        thread.start()
    descend(40)
    blocks = [bytearray(10_000) for _ in range(100)]
    blocks.clear()
    list(pieces(20))
    map_memory()
    for thread in threads:
        thread.join()
    kept.append(Builder().build(10))


main()
