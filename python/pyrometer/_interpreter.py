"""What interpreter this is."""

import sys


def interpreter():
    """Implementation, version and executable of this interpreter."""
    implementation = {"cpython": "CPython", "pypy": "PyPy"}.get(sys.implementation.name, sys.implementation.name)
    version = "%d.%d.%d" % tuple(sys.version_info[:3])
    if sys.version_info[3] != "final":
        version += "%s%d" % ({"alpha": "a", "beta": "b", "candidate": "rc"}[sys.version_info[3]], sys.version_info[4])
    return implementation, version, sys.executable or ""
