# Prints every sample of a binary profile as this Python's own reader gives it, one JSON list a line:
# [microseconds, thread, interpreter, status, [[file, line, end line, column, end column, function], …]].
import json
import sys

from profiling.sampling.binary_reader import BinaryReader
from profiling.sampling.collector import Collector


class Printer(Collector):
    def collect(self, stack_frames, timestamps_us=None):
        times = timestamps_us or [None]
        for time in times:
            for interpreter in stack_frames:
                for thread in interpreter.threads:
                    frames = []
                    for frame in thread.frame_info:
                        place = frame.location
                        if isinstance(place, int) or place is None:
                            place = (place or 0, place or 0, -1, -1)
                        frames.append([frame.filename, *place, frame.funcname])
                    print(json.dumps([time, thread.thread_id, interpreter.interpreter_id, thread.status, frames]))

    def export(self, filename):
        pass


with BinaryReader(sys.argv[1]) as reader:
    info = reader.get_info()
    print(json.dumps({key: value for key, value in info.items() if not isinstance(value, (bytes,))}))
    reader.replay_samples(Printer())
