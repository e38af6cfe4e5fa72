"""The IPython extension: `%load_ext pyrometer` gives magics that measure a statement or a cell and show the report.

Imported only when it is loaded; everything else of the package works without IPython.
"""

import threading

from IPython.core.error import UsageError
from IPython.core.magic import Magics, line_cell_magic, line_magic, magics_class
from IPython.display import display

from ._ipython_options import figure, module, parse_limit, sort_key, unquoted, whole
from ._ipython_run import Statement, call, front_end_threads, run_recorded, title_of
from ._recording import HeldRecording
from ._results import FunctionsResult, LinesResult, MemoryLinesResult


@magics_class
class PyrometerMagics(Magics):
    """%pyro, %pyro_lines, %pyro_time, %pyro_memit, %pyro_mem and %pyro_heap."""

    #: The last look of %pyro_heap, and how many there were.
    _look = None
    _looks = 0

    @line_cell_magic
    def pyro(self, line="", cell=None):
        """Shows where the time of a statement or a cell goes, function by function::

            %pyro [options] statement
            %%pyro [options]
            code

        It is sampled, which hardly slows it down; every share comes with its 99 % interval. With ``--mode trace`` every call
        is counted, which gives the table of %prun.

        --mode MODE   sample (the default) or trace
        --rate HZ     samples per second, 200 by default
        -s KEY        sort by a key of pstats (cumulative, calls, name ...), again for ties; by self without
        -l LIMIT      a number of rows, a share (0.1) or a regular expression; again to limit further
        -T FILE       write the text of the table to a file
        -D FILE       save the recording: `.pyrometer`, for a trace also `.pstats`
        -r            return the result in place of showing it: `.functions`, `.save(path)`, `.stats` of a trace
        -q            show nothing
        """
        __tracebackhide__ = True
        options, text = self._parse(line, cell, "D:l:rs:T:q", "mode=", "rate=")
        mode = options.get("mode", ["sample"])[-1]
        if mode not in ("sample", "trace"):
            raise UsageError("--mode is sample or trace, not %r" % mode)
        limits = [parse_limit(limit) for limit in options.get("l", [])]
        sort = [sort_key(key.strip()) for keys in options.get("s", []) for key in keys.split(",")]
        statement = call(Statement, self.shell, text)
        if mode == "sample":
            rate = figure(options, "rate", 200.0)
            recording = HeldRecording(mode=mode, name=title_of(text), rate=rate)
            recording.begin_at(statement.code, front_end_threads() - {threading.get_ident()})
        else:
            recording = HeldRecording(mode=mode, name=title_of(text))
        return self._measure(recording, statement, options, lambda: FunctionsResult(recording, sort, limits))

    @line_cell_magic
    def pyro_lines(self, line="", cell=None):
        """Counts how often each line of chosen functions runs, and how long it takes, as %lprun does::

            %pyro_lines -f FUNCTION [-f FUNCTION ...] [options] statement

        -f FUNCTION   a function, method or class (its members); again for more
        -m MODULE     all functions of a module
        -u UNIT       seconds that times are shown in, 1e-6 by default
        -s            leave out functions that never ran (also -z)
        -T FILE       write the text of the table to a file
        -D FILE       save the recording (`.pyrometer`)
        -r            return the result in place of showing it: `.functions`, `.save(path)`
        -q            show nothing
        """
        __tracebackhide__ = True
        options, text = self._parse(line, cell, "rszqf:m:D:T:u:")
        functions = self._functions(options, "%pyro_lines")
        statement = call(Statement, self.shell, text)
        try:
            recording = HeldRecording(mode="lines", name=title_of(text), functions=functions)
        except TypeError as error:
            raise UsageError(str(error)) from None
        unit = figure(options, "u", 1e-6)
        skips_zero = "s" in options or "z" in options
        return self._measure(recording, statement, options, lambda: LinesResult(recording, unit, skips_zero))

    @line_cell_magic
    def pyro_mem(self, line="", cell=None):
        """Shows memory, increment and occurrences of each line of chosen functions, as %mprun does; they may be defined in
        the notebook::

            %pyro_mem -f FUNCTION [-f FUNCTION ...] [options] statement

        -f FUNCTION   a function, method or class (its members); again for more
        -m MODULE     all functions of a module
        -T FILE       write the text of the table to a file
        -D FILE       save the recording (`.pyrometer`): the lines, and memory over time
        -r            return the result in place of showing it: `.functions`, `.save(path)`
        -q            show nothing
        """
        __tracebackhide__ = True
        options, text = self._parse(line, cell, "rqf:m:D:T:")
        functions = self._functions(options, "%pyro_mem")
        statement = call(Statement, self.shell, text)
        try:
            recording = HeldRecording(mode="memory", name=title_of(text), functions=functions)
        except TypeError as error:
            raise UsageError(str(error)) from None
        return self._measure(recording, statement, options, lambda: MemoryLinesResult(recording))

    @line_cell_magic
    def pyro_time(self, line="", cell=None):
        """Times a statement as %timeit does: loops and runs are found automatically, the garbage collector is off::

            %pyro_time [options] statement
            %%pyro_time [options] setup
            code

        -n LOOPS      loops of each run; without, so many that a run takes 0.2 s
        -r RUNS       runs, 7 by default
        -p DIGITS     digits shown, 3 by default
        -c            CPU time of the process in place of wall time (-t, the default)
        -D FILE       save the recording (`.pyrometer`)
        -T FILE       write the line to a file
        -o            return the result in place of showing it: `.best`, `.mean`, `.deviation`, `.timings`
        -q            show nothing
        """
        import time

        from ._recorders import Readings
        from ._timing import TimingResult, loop_code, time_function

        __tracebackhide__ = True
        options, text = self._parse(line, cell, "n:r:p:D:T:tcoq", is_text_needed=cell is None)
        setup, statement = ("", text) if cell is None else (text[: len(text) - len(cell)], cell)
        shell = self.shell
        setup, statement = shell.transform_cell(setup), shell.transform_cell(statement)
        file = shell.compile.cache(statement, shell.execution_count)
        names = {}
        exec(call(loop_code, statement, setup, file, shell.compile.flags), shell.user_ns, names)
        clock = time.process_time if "c" in options else time.perf_counter
        readings = Readings({"clock": "cpu" if "c" in options else "wall"})
        recording = HeldRecording(mode="bench", name=title_of(statement), recorder=readings)
        loops, repeat = (whole(options, name, 0) for name in "nr")
        with recording:
            loops, runs = call(time_function, names["inner"], loops, repeat, clock)
        result = TimingResult(recording, loops, runs, whole(options, "p", 3))
        readings.fill(result.counters())
        return self._show(result, options, "o")

    @line_cell_magic
    def pyro_memit(self, line="", cell=None):
        """Shows the most memory that was resident while a statement ran, and how much more that is than before, as %memit
        does::

            %pyro_memit [options] statement
            %%pyro_memit [options] setup
            code

        -r RUNS       repeat, and take the run that took least
        -i SECONDS    time between readings, 0.01 by default; the kernel's own peak counts as well
        -c            add the processes that were started
        -D FILE       save the recording (`.pyrometer`): memory over time
        -T FILE       write the line to a file
        -o            return the result in place of showing it: `.peak`, `.increment`, `.baseline`, `.usages`
        -q            show nothing
        """
        from ._memit import MemoryResult, measure_memory, timelines_of
        from ._recorders import Readings

        __tracebackhide__ = True
        options, text = self._parse(line, cell, "r:i:t:D:T:coq", is_text_needed=cell is None)
        setup, body = ("", text) if cell is None else (text[: len(text) - len(cell)], cell)
        if setup.strip():
            call(call(Statement, self.shell, setup).run)
        statement = call(Statement, self.shell, body)
        interval = figure(options, "i", 0.01)
        readings = Readings({"interval": interval, "include children": "c" in options})
        recording = HeldRecording(mode="memory", name=title_of(body), recorder=readings)
        with recording:
            baseline, runs = call(measure_memory, statement.run, whole(options, "r", 1), interval, "c" in options)
        result = MemoryResult(recording, baseline, runs)
        readings.fill((), timelines_of(result))
        return self._show(result, options, "o")

    @line_magic
    def pyro_heap(self, line=""):
        """Shows the objects on the heap by type, and what grew since this was called last::

            %pyro_heap [options]

        -l ROWS       rows of a table, 20 by default
        -c            collect garbage first
        -b            begin anew: what grows is compared with this look, and nothing is shown
        -D FILE       save both snapshots, with who refers to what: for `pyrometer heap`
        -T FILE       write the tables to a file
        -r            return the result in place of showing it: `.types`, `.growth`, `.save(path)`
        -q            show nothing
        """
        from ._heap_table import HeapLook, HeapResult

        options, text = self._parse(line, None, "l:D:T:cbrq", is_text_needed=False)
        if text.strip():
            raise UsageError("%%pyro_heap looks at what is there and runs nothing: found %r" % text.strip())
        limit = whole(options, "l", 20)
        before = None if "b" in options else self._look
        number = 1 if before is None else self._looks + 1
        look = HeapLook("look %d" % number, "c" in options)
        self._look, self._looks = look, number
        return None if "b" in options else self._show(HeapResult(look, before, limit), options)

    def _measure(self, recording, statement, options, result_of):
        """Runs the statement and shows the result, also where an exception ended it."""
        __tracebackhide__ = True
        error, said = run_recorded(recording, statement)
        result = result_of()
        # A statement that failed at once has nothing to show but its traceback.
        result = None if error is not None and result.is_empty else self._show(result, options)
        if said is not None:
            print("\n" + said)
        if error is not None:
            call(_raise, error)
        return result

    def _show(self, result, options, returned="r"):
        """Does what the options say with a result; gives it back where the option `returned` asks for it."""
        is_returned = returned in options
        if not is_returned and "q" not in options:
            for warning in result.warnings:
                print("pyrometer: %s" % warning)
            # What is wrong says more than a table of nothing.
            if not (result.is_empty and result.warnings):
                display(result)
        for path in options.get("T", []):
            with open(path, "w", encoding="utf-8") as file:
                file.write(result.text())
            print("*** Report printed to text file %r." % path)
        for path in options.get("D", []):
            print("*** Recording saved to %r." % result.save(path))
        return result if is_returned else None

    def _parse(self, line, cell, short, *long, is_text_needed=True):
        """Options, each a list, and the text to run: what follows them, and the cell."""
        options, text = self.parse_options(line, short, *long, list_all=True, posix=False)
        options = {name: [unquoted(value) for value in values] for name, values in dict(options).items()}
        if cell is not None:
            text = text + "\n" + cell
        if is_text_needed and not text.strip():
            raise UsageError("There is no statement to run")
        return options, text

    def _functions(self, options, magic):
        """What -f and -m name."""
        functions = [self._value(name) for name in options.get("f", [])]
        functions += [module(name) for name in options.get("m", [])]
        if not functions:
            raise UsageError("Name the functions: %s -f FUNCTION statement" % magic)
        return functions

    def _value(self, name):
        """What a name or expression means to the user."""
        try:
            return eval(name, self.shell.user_global_ns, self.shell.user_ns)
        except Exception as error:
            raise UsageError("Could not find function %s.\n%s: %s" % (name, type(error).__name__, error)) from None


def _raise(error):
    raise error
