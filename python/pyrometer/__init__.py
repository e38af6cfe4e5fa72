"""Pyrometer inside a program: record a region, name points and spans on the timeline of whatever records.

    import pyrometer

    with pyrometer.Recording("solve.pyrometer"):
        solve(system)

    with pyrometer.region("assemble"):
        pyrometer.mark("first row")

In IPython and notebooks ``%load_ext pyrometer`` gives magics: %pyro, %pyro_lines, %pyro_time, %pyro_memit, %pyro_mem, %pyro_heap.

Standard library only, Python 3.8 and newer, PyPy too. Recordings are read by the ``pyrometer`` command.
"""

from ._heap import HeapError, heap
from ._marks import mark, region
from ._memory import memory_usage
from ._profile import profile, timer
from ._recording import Recording
from ._version import __version__

__all__ = ["HeapError", "Recording", "__version__", "heap", "mark", "memory_usage", "profile", "region", "timer"]


def load_ipython_extension(shell):
    """What ``%load_ext pyrometer`` calls: registers the magics."""
    from ._ipython import PyrometerMagics

    shell.register_magics(PyrometerMagics)
