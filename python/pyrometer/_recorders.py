"""What a Recording records by: the sampler, cProfile. Each begins and ends, gives tables and tells about itself."""

import os

from ._version import __version__

_FOLDER = os.path.dirname(os.path.abspath(__file__))
_QUALITY = (
    "askedRate achievedRate scheduledTicks takenTicks lateTicks stacksRead tornStacks lostStacks tornShare"
    " tornShareLow tornShareHigh recorderCpu unresolvedFrames detailRate detailShare"
).split()


def quality_of(**known):
    """How good a measurement is, of which only some figures are known."""
    return dict(dict.fromkeys(_QUALITY), **known)


class Recorder:
    """What all recorders have."""

    #: Whether tables grow from region to region, or are made anew whenever they are asked for.
    keeps_tables = False
    name = "pyrometer in-process"
    version = __version__

    def __init__(self, settings):
        self.settings = settings

    def described(self):
        """The settings as plain figures and texts."""
        return dict(self.settings)

    def thread_index(self, _ident):
        """The number of a thread in the tables; -1 where there is none."""
        return -1

    def quality(self, _tables, _elapsed):
        """How good the measurement is; None where nobody knows."""
        return None

    def spans(self):
        """Calls to show on the timeline, each given once: (name, start since 1970, duration) in ns."""
        return []

    def warnings(self):
        """What has to be said: (code, message) pairs."""
        return []

    def extra(self):
        """What no part holds."""
        return {}


class Samples(Recorder):
    """Records by the sampler of this package."""

    keeps_tables = True

    def __init__(self, settings):
        super().__init__(settings)
        from ._sampled_thread import SampledThread
        from ._sampler import Sampler
        from ._tables import Tables

        self._make = Sampler
        self._Thread = SampledThread
        self._tables = Tables()
        self._sampler = None
        #: Code below which stacks begin (None: all of a stack), and threads that are left out.
        self.root = None
        self.skipped = frozenset()
        Sampler(self._tables, SampledThread, **settings)  # refuses what it cannot do now rather than later

    def begin(self, now):
        self._sampler = self._make(self._tables, self._Thread, origin=now, known=self._sampler, **self.settings)
        self._sampler.root, self._sampler.skipped = self.root, self.skipped
        self._sampler.start()

    def end(self):
        self._sampler.stop()

    def tables(self):
        from ._source_texts import embed_sources

        self._tables.has_samples = True
        embed_sources(self._tables, self._tables.unread_sources())
        return self._tables

    def thread_index(self, ident):
        return self._sampler.thread_index(ident)

    def quality(self, tables, elapsed):
        counted = tables.quality or {}
        taken = counted.get("taken", 0)
        return quality_of(
            askedRate=float(self.settings["rate"]),
            achievedRate=taken * 1e9 / elapsed if elapsed else None,
            scheduledTicks=counted.get("scheduled", 0),
            takenTicks=taken,
            lateTicks=counted.get("late", 0),
            tornStacks=0,
            recorderCpu=counted.get("cpu", 0),
        )


class Trace(Recorder):
    """Records by cProfile, or profile where there is none."""

    name = "cProfile"

    def __init__(self, settings):
        super().__init__(settings)
        try:
            import cProfile as profiler
        except ImportError:
            import profile as profiler
        if not hasattr(profiler.Profile, "enable"):
            raise RuntimeError("mode 'trace' around a region needs cProfile, which this interpreter does not have")
        # The empty call makes the options' refusal come now rather than later.
        self._profile = profiler.Profile(builtins=bool(settings["builtins"]))

    def begin(self, _now):
        self._profile.enable(True, bool(self.settings["builtins"]))

    def end(self):
        self._profile.disable()

    def stats(self):
        """The table, without the functions of this package."""
        from ._tracer_files import clean_stats

        self._profile.create_stats()
        own = {os.path.join(_FOLDER, name) for name in ("_recorders.py", "_recording.py", "_ipython_run.py")}
        return clean_stats(self._profile.stats, own, {}, {})

    def tables(self):
        from ._source_texts import embed_sources
        from ._tables import Tables

        stats = self.stats()
        tables = Tables()
        tables.add_stats(stats)
        dearest = sorted(stats, key=lambda key: -stats[key][2])
        embed_sources(tables, [file for file, line, _ in dearest if line > 0 and file != "~"])
        return tables


class Readings(Recorder):
    """Holds what somebody else measured: named totals, and values over time."""

    def __init__(self, settings):
        super().__init__(settings)
        self._counters, self._timelines = [], []

    def begin(self, _now):
        """Nothing: see `fill`."""

    def end(self):
        """Nothing: see `fill`."""

    def fill(self, counters, timelines=()):
        """Takes (name, unit, value) of totals, and (name, [(nanoseconds, bytes)]) of memory over time."""
        self._counters, self._timelines = list(counters), list(timelines)

    def tables(self):
        from ._tables import Tables

        tables = Tables()
        for name, unit, value in self._counters:
            tables.counter(name, unit, value)
        for name, points in self._timelines:
            tables.timeline(name, "bytes", "gauge", points)
        return tables
