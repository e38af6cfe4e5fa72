"""What is resident of this process, read as quickly as Python can: at every line that ends."""

import os

_STATM = "/proc/self/statm"
#: The lowest number of our descriptor: programs count on getting the low ones.
_DESCRIPTOR = 200
#: What PyPy's fcntl has no name for, of Linux.
_DUPFD_CLOEXEC = 1030


def make_reader():
    """A function that gives the pages that are resident, and one to call in a forked child."""
    descriptor = -1
    pread = os.pread

    def reopen():
        nonlocal descriptor
        plain = os.open(_STATM, os.O_RDONLY | os.O_CLOEXEC)
        try:
            import fcntl

            descriptor = fcntl.fcntl(plain, getattr(fcntl, "F_DUPFD_CLOEXEC", _DUPFD_CLOEXEC), _DESCRIPTOR)
        except (ImportError, OSError):
            descriptor = plain
        else:
            os.close(plain)

    def read():
        try:
            return int(pread(descriptor, 64, 0).split(b" ", 2)[1])
        except (OSError, ValueError, IndexError):  # the program closed it, or all that it did not open itself
            reopen()
            return int(pread(descriptor, 64, 0).split(b" ", 2)[1])

    reopen()
    return read, reopen
