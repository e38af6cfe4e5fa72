# Prints what memray itself says of a capture file: memory by place of allocation at the peak, at the end and in all, and
# memory over time. Run by memray.test.ts with a Python that has memray.
import json
import re
import subprocess
import sys

from memray import AllocatorType, FileFormat, FileReader

FREEING = (AllocatorType.FREE, AllocatorType.PYMALLOC_FREE, AllocatorType.MUNMAP)


def place(record):
    stack = [list(frame) for frame in reversed(record.stack_trace())]
    name = '' if record.thread_name == 'MainThread' else record.thread_name
    # Of several allocators at one place memray names one.
    return json.dumps([name, stack], separators=(',', ':'), ensure_ascii=False)


def by_place(records):
    sums = {}
    for record in records:
        if record.allocator in FREEING:
            continue
        entry = sums.setdefault(place(record), [0, 0])
        entry[0] += record.size
        entry[1] += record.n_allocations
    return sums


FIGURES = ("n_allocations_in_high_water_mark", "n_allocations_leaked", "bytes_in_high_water_mark", "bytes_leaked")


def aggregated_rows(path):
    """The figures of an aggregated file as they stand in it, a row for each thread, stack and allocator."""
    command = [sys.executable, "-m", "memray", "parse", path]
    printed = subprocess.run(command, stdout=subprocess.PIPE, universal_newlines=True, check=True).stdout
    rows = [line for line in printed.splitlines() if line.startswith("AGGREGATED_ALLOCATION ")]
    return [[int(re.search(rf" {name}=(\d+)", row).group(1)) for name in FIGURES] for row in rows]


reader = FileReader(sys.argv[1])
# Each question takes memray a pass over the file.
is_large = len(sys.argv) > 2
is_whole = reader.metadata.file_format == FileFormat.ALL_ALLOCATIONS
json.dump(
    {
        'peak': by_place(reader.get_high_watermark_allocation_records(merge_threads=False)),
        'end': None if is_large else by_place(reader.get_leaked_allocation_records(merge_threads=False)),
        'all': by_place(reader.get_allocation_records()) if is_whole and not is_large else None,
        'memory': None if is_large else [[s.time, s.rss, s.heap] for s in reader.get_memory_snapshots()],
        'rows': None if is_whole else aggregated_rows(sys.argv[1]),
        'pid': reader.metadata.pid,
        'peak_memory': reader.metadata.peak_memory,
    },
    sys.stdout,
)
