"""Where memory was allocated that was in use at the peak, at the end, and came between two points: by the interpreter's
tracemalloc.

tracemalloc knows the highest total there ever was, but not of what it consisted. A thread looks at the total a hundred times a
second and, when it is higher than at the last snapshot by a margin, takes another: of the peak there is the last snapshot
before it (or after, on the way down), and the share of the exact peak that it holds is told. Snapshots take time in
proportion to the blocks in use, during which the program stands still: no more than a share of the time is spent on them.
"""

# Without the module tracemalloc, which imports much that the program may have no use for.
import _thread
import _tracemalloc as tracemalloc
from _collections import defaultdict
from time import perf_counter, thread_time, time_ns

_INTERVAL = 0.01
#: What a total has to be above the last snapshot's to be worth another while it rises, and at least, bytes.
_MARGIN = 0.1
_LEAST = 64 * 1024
#: Looks without growth after which a total that is higher at all is worth one: there it may have its peak.
_CALM = 2
#: Processor time that snapshots may take, as a share of the time: more, up to the most, by how much the last one has fallen behind. The first so many
#: seconds of them are free.
_SHARE = 0.05
_MOST_SHARE = 0.5
_FREE = 0.5
#: By what share of the last snapshot a total is so far above it that another is taken whatever it costs.
_FAR = 0.5
_MOST_POINTS = 50_000
#: What saving may take for a moment.
_SAVING = 2**21


class Snapshot:
    """Bytes and blocks in use by traceback, most recent frame first; without what `is_own` says of a traceback."""

    def __init__(self, is_own):
        self.time = time_ns()
        began = thread_time()
        groups = defaultdict(list)
        # Nothing is added up yet: numbers are objects that tracemalloc traces, which costs more than to hash tracebacks.
        for trace in tracemalloc._get_traces():
            groups[trace[2]].append(trace)
        self.sites = {}
        self.total = self.own = 0
        for traceback, traces in groups.items():
            blocks = len(traces)
            size = traces[0][1] if blocks == 1 else sum([trace[1] for trace in traces])
            if is_own(traceback):
                self.own += size
            else:
                self.total += size
                self.sites[traceback] = (size, blocks)
        self.cost = thread_time() - began


class Sites:
    """Watches what tracemalloc sees. `growth` is (FROM, TO): names of marks or regions, 'start', 'end' or seconds; or None."""

    def __init__(self, frames, growth, own_folder, Saver):
        self._frames = frames
        self._thread = Saver(self._tick, _INTERVAL, 0)
        #: (file, line) of our frames below the program's; it is the program's all the same.
        self.below = set()
        self._own_folder = own_folder
        #: Whether tracebacks are ours, by traceback: the same ones are met in every snapshot.
        self._judged = {}
        self._growth = growth
        self._begin()

    def _begin(self):
        self._from = self._to = None
        self._best = None
        self._threshold = _LEAST
        self._live = None
        self.peak = 0
        self.timeline = []
        self._calm = 0
        self._own = 0
        self.snapshots = 0
        self.cost = 0.0
        self.is_stopped_by_program = False
        self._last = 0
        self._is_unseen = False
        self._lock = _thread.allocate_lock()

    def start(self):
        """From here on allocations are traced."""
        if not tracemalloc.is_tracing():
            tracemalloc.start(self._frames)
        self._began = perf_counter()
        self._start()

    def _start(self):
        if self._growth is not None and self._growth[0] == "start":
            self._from = self._take()
        self._thread.start()

    def begin_in_child(self):
        """A forked child starts with nothing: what its parent had allocated is not its own."""
        tracemalloc.clear_traces()
        self._begin()
        self._start()

    def leave(self):
        """A forked child is not measured."""
        tracemalloc.stop()

    def _tick(self):
        self.look()
        self._look_at_clock()

    def unseen(self):
        """A block whose allocations are ours."""
        return _Unseen(self)

    def glance(self):
        """Looks if there is much more in use than ever: at every line that ends, so it has to be quick."""
        if tracemalloc.get_traced_memory()[0] > self._threshold:
            self.look()

    def look(self):
        """Takes a snapshot if there is more in use than ever."""
        if not tracemalloc.is_tracing():
            self.is_stopped_by_program = True
            return
        current, peak = tracemalloc.get_traced_memory()
        own = self._own
        # Of what saving takes for a moment the total knows nothing; snapshots do.
        if not self._is_unseen:
            if hasattr(tracemalloc, "reset_peak"):
                tracemalloc.reset_peak()
            else:  # Python 3.8: what it was since the start says nothing of now
                peak = current
            self.peak = max(self.peak, peak - own)
            self._put(current - own, peak - own)
        best = self._best.total if self._best is not None else 0
        excess = current - own - best
        self._calm = self._calm + 1 if abs(current - self._last) < _LEAST else 0
        self._last = current
        is_higher = excess > max(_LEAST, _MARGIN * best) or (excess > _LEAST and self._calm >= _CALM)
        if is_higher and self._is_affordable(excess / (best or 1)):
            if self._lock.acquire(False):
                try:
                    self._keep(self._take())
                finally:
                    self._lock.release()

    def _is_affordable(self, lag):
        if lag > _FAR:
            return True
        share = min(_MOST_SHARE, _SHARE * (1 + 10 * lag))
        return self.cost < _FREE + share * (perf_counter() - self._began)

    def _keep(self, snapshot):
        if self._best is None or snapshot.total > self._best.total:
            self._best = snapshot
            self._threshold = snapshot.own + snapshot.total + max(_LEAST, _MARGIN * snapshot.total)

    def _is_own(self, traceback):
        known = self._judged.get(traceback)
        if known is None:
            folder, below = self._own_folder, self.below
            known = False
            for frame in traceback:
                if frame[0].startswith(folder) and frame not in below:
                    known = True
                    break
            self._judged[traceback] = known
        return known

    def _take(self):
        snapshot = Snapshot(self._is_own)
        self._own = snapshot.own
        self.snapshots += 1
        self.cost += snapshot.cost
        return snapshot

    def _put(self, current, peak):
        now = time_ns()
        line = self.timeline
        before = line[-1] if line else (now, 0)
        if peak > max(before[1], current):
            # It was that high at some time since the last look.
            line.append(((before[0] + now) // 2, peak))
        if len(line) > 1 and line[-1][1] == current == line[-2][1]:
            line[-1] = (now, current)
        else:
            line.append((now, current))
        if len(line) > _MOST_POINTS:
            self.timeline = _thinned(line)

    def reach(self, name, step):
        """The program has set a mark (`step` 0), begun (1) or ended (-1) a region."""
        if self._growth is None or not tracemalloc.is_tracing():
            return
        since, until = self._growth
        if self._from is None:
            if name == since and step >= 0:
                self._from = self._take()
        elif self._to is None and (name == until if until is not None else name == since and step == -1):
            self._to = self._take()

    def _look_at_clock(self):
        if self._growth is None:
            return
        elapsed = perf_counter() - self._began
        since, until = self._growth
        if self._from is None and isinstance(since, (int, float)) and elapsed >= since:
            self._from = self._take()
        elif self._from is not None and self._to is None and isinstance(until, (int, float)) and elapsed >= until:
            self._to = self._take()

    def finish(self):
        """What is in use now is what lives at the end."""
        self._thread.stop()
        if not tracemalloc.is_tracing():
            self.is_stopped_by_program = True
            return
        self.look()
        self._live = self._take()
        tracemalloc.stop()
        self._keep(self._live)

    def result(self, rows):
        """Everything as plain data; `rows` are new ones of _memory_site_rows.py."""
        best, live = self._best, self._live
        since = self._from
        until = self._to or (live if since is not None else None)
        for snapshot, column in ((best, rows.HELD), (live, rows.LIVE)):
            if snapshot is not None:
                rows.add(snapshot.sites, column)
        if until is not None:
            rows.add_growth(since.sites, until.sites)
        peak = max(self.peak, best.total if best is not None else 0)
        stacks = rows.stacks()
        return {
            "frames": rows.frames,
            "stacks": stacks,
            "limit": tracemalloc.get_traceback_limit() if tracemalloc.is_tracing() else self._frames,
            "peak": peak,
            "held": best.total if best is not None else 0,
            "heldAt": best.time if best is not None else 0,
            "live": live.total if live is not None else None,
            "growth": None if until is None else until.total - since.total,
            "growthMissing": self._growth is not None and since is None,
            "snapshots": self.snapshots,
            "cost": round(self.cost * 1e9),
            "stopped": self.is_stopped_by_program,
            "timeline": list(self.timeline),
        }


class _Unseen:
    def __init__(self, sites):
        self._sites = sites

    def __enter__(self):
        self._sites._is_unseen = True
        self._before = tracemalloc.get_traced_memory()[0]

    def __exit__(self, *_exception):
        # What stays of it is in the next snapshot's own share.
        sites = self._sites
        current, peak = tracemalloc.get_traced_memory()
        if hasattr(tracemalloc, "reset_peak"):
            tracemalloc.reset_peak()
            # Of a peak meanwhile a part was for a moment ours.
            unseen = peak - sites._own - _SAVING
            if unseen > sites.peak:
                sites.peak = unseen
                sites._put(self._before - sites._own, unseen)
        sites._own += max(0, current - self._before)
        sites._is_unseen = False


def _thinned(line):
    """Half of the points: of four each the lowest and the highest."""
    kept = []
    for i in range(0, len(line), 4):
        part = line[i : i + 4]
        kept += sorted({min(part, key=_value), max(part, key=_value)})
    return kept


def _value(point):
    return point[1]
