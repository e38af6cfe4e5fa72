# Prints what memray itself says of a capture file: memory by place of allocation at the peak, at the end and in all, and
# memory over time. Run by memray.test.ts with a Python that has memray.
import json
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
        'pid': reader.metadata.pid,
        'peak_memory': reader.metadata.peak_memory,
    },
    sys.stdout,
)
