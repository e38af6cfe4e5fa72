"""Running a statement or a cell under a recording, as IPython itself would run it."""

import os
import sys

#: Threads whose stacks come from these are the shell's or the notebook's own.
_FRONT_ENDS = frozenset(
    "IPython ipykernel jupyter_client zmq tornado prompt_toolkit debugpy pydevd _pydevd_bundle traitlets".split()
)
_LONGEST_TITLE = 60
_FOLDER = os.path.dirname(os.path.abspath(__file__))


class Statement:
    """Code of the user, compiled: with its text where tracebacks and tables of lines find it."""

    def __init__(self, shell, text):
        self.text = text
        self.names = shell.user_ns
        source = shell.transform_cell(text)
        file = shell.compile.cache(source, shell.execution_count)
        self.code = compile(source, file, "exec", shell.compile.flags, dont_inherit=True)

    def run(self):
        """Runs it in the user's namespace."""
        exec(self.code, self.names)


def title_of(text):
    """The first line of a statement, shortened: the name of its recording."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "cell").rstrip(":")
    return line if len(line) <= _LONGEST_TITLE else line[: _LONGEST_TITLE - 1] + "…"


def call(function, *arguments):
    """Calls what runs or compiles the user's code: the traceback of an exception begins with that code."""
    __tracebackhide__ = True
    try:
        return function(*arguments)
    except BaseException as error:
        trace = error.__traceback__
        while trace is not None and os.path.dirname(trace.tb_frame.f_code.co_filename) == _FOLDER:
            trace = trace.tb_next
        if trace is None and not isinstance(error, SyntaxError):
            raise  # a mistake of ours
        raise error.with_traceback(trace)


def run_recorded(recording, statement):
    """Runs a statement; returns the exception that ended it, or None, and what to say of it."""
    caught = None
    recording.__enter__()
    try:
        exec(statement.code, statement.names)
    except BaseException as error:
        caught = error
    finally:
        recording.__exit__()
    if isinstance(caught, (SystemExit, KeyboardInterrupt)):
        return None, "*** %s exception caught in code being profiled." % type(caught).__name__
    return caught, None


def front_end_threads():
    """Idents of threads that belong to the shell or the notebook, not to the user."""
    found = set()
    for ident, frame in sys._current_frames().items():
        while frame is not None:
            if str(frame.f_globals.get("__name__")).partition(".")[0] in _FRONT_ENDS:
                found.add(ident)
                break
            frame = frame.f_back
    return found
