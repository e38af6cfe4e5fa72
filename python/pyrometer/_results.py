"""What a measurement in a notebook or a console gives: shown as a table, saved as a recording."""

import os

_NO_SAMPLE = "It was over before a sample was taken: count its calls with --mode trace, or time it with %pyro_time"


class Result:
    """A measurement that is kept until it is saved. Prints as the command line prints its recording; in a notebook it is a
    table."""

    def __init__(self, recording):
        self._recording = recording

    #: Whether nothing was measured.
    is_empty = False
    #: What has to be said of it.
    warnings = ()

    def text(self):
        """What is printed."""
        return self._table().text()

    def save(self, path):
        """Writes a recording that `pyrometer` opens (a path that ends in `.pyrometer`); returns the path."""
        return self._recording.save_to(os.path.abspath(os.path.expanduser(os.fspath(path))))

    def _table(self):
        raise NotImplementedError

    def __str__(self):
        return self.text().rstrip("\n")

    def _repr_pretty_(self, printer, is_cycle):
        printer.text("..." if is_cycle else str(self))

    def _repr_html_(self):
        return self._table().html()


class FunctionsResult(Result):
    """Functions with self and total: of samples, or of a trace."""

    def __init__(self, recording, sort=(), limits=()):
        super().__init__(recording)
        from ._figures import figures_of_samples, figures_of_stats
        from ._functions_table import FunctionsTable

        meta, tables = recording.described()
        self.warnings = []
        if recording.mode == "trace":
            figures = figures_of_stats(recording.stats())
        else:
            figures = figures_of_samples(tables)
            if figures.samples == 0:
                self.warnings.append(_NO_SAMPLE)
        self.is_empty = not figures.entries
        threads = len(tables.columns("threads")["name"])
        self._shown = FunctionsTable(figures, meta, sort, limits, threads)

    @property
    def functions(self):
        """All functions: file, line, name, self and total in seconds, calls."""
        return list(self._shown.figures.entries)

    @property
    def stats(self):
        """A trace as `pstats.Stats`, what `%prun -r` returns; None for samples."""
        if self._recording.mode != "trace":
            return None
        import io
        import pstats

        class Table:
            stats = self._recording.stats()

            def create_stats(self):
                """pstats asks for it."""

        return pstats.Stats(Table(), stream=io.StringIO())

    def _table(self):
        return self._shown


class LinesResult(Result):
    """Hits and times of the lines of chosen functions."""

    def __init__(self, recording, unit=1e-6, skips_zero=False):
        super().__init__(recording)
        from ._lines_table import CountedFunction, LinesTable, lines_of

        meta, tables = recording.described()
        self.warnings = [warning["message"] for warning in meta["warnings"]]
        functions = []
        for file, line, name, lines in recording.counted():
            text = tables.text_of(file)
            functions.append(CountedFunction(file, line, name, lines, None if text is None else lines_of(text)))
        self.is_empty = not any(function.hits for function in functions)
        if self.is_empty:
            self.warnings.append("No line of the chosen functions ran")
        self._shown = LinesTable(functions, meta["recorder"], unit, skips_zero)

    @property
    def functions(self):
        """The functions, each with `hits` by line and `rows`."""
        return self._shown.functions

    def _table(self):
        return self._shown


class MemoryLinesResult(Result):
    """Memory, increment and occurrences of the lines of chosen functions."""

    def __init__(self, recording):
        super().__init__(recording)
        from ._lines_table import lines_of
        from ._memory_lines_table import MeasuredFunction, MemoryLinesTable

        meta, tables = recording.described()
        self.warnings = [warning["message"] for warning in meta["warnings"]]
        functions = []
        for file, line, name, lines in recording.counted():
            text = tables.text_of(file)
            if lines:
                functions.append(MeasuredFunction(file, line, name, lines, None if text is None else lines_of(text)))
        self.is_empty = not functions
        if self.is_empty:
            self.warnings.append("No line of the chosen functions ran")
        self._shown = MemoryLinesTable(functions)

    @property
    def functions(self):
        """The functions, each with `rows`."""
        return self._shown.functions

    def _table(self):
        return self._shown
