"""Exact hits and times of the lines of chosen functions, for a program that is started or that starts itself."""

import os
import sys

_LIMIT = 200000


class ProgramLines:
    """Counts the lines of a whole program's chosen functions, written once: when the program ends, or something ends it."""

    #: Ending of the file that is left.
    _ending = "lines"

    def __init__(self, folder, children, interpreter, parts, can_compile):
        self._folder = folder
        self._interpreter = interpreter
        self._parts = parts
        self._uninterrupted = parts("_exits")["uninterrupted"]
        names = parts("_line_names")
        self._unwrapped = names["unwrapped"]
        self._choice = names["Choice"](_patterns(folder))
        self._tracer = self._choose_tracer(can_compile)
        cost = parts("_line_cost")
        self._cost_in = cost["cost_in"]
        self._tracer.calibrate(cost["CostlessLines"]())
        self._notes = []
        self._pid = os.getpid()
        self._is_written = False
        self._saver = parts("_saver")["Saver"](self._save_meanwhile)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._begin_in_child if children else self._leave_child)
        # Registered first, so called last: what other exit handlers do is counted, too.
        import atexit

        atexit.register(self.stop)
        parts("_exits")["guard_exits"](self._stop_at_once, children)
        self._offer_profile()

    def run(self, code, names, labels):
        """Runs the program's code."""
        path = names.get("__file__")
        if path is not None:
            self._choice.main_name = os.path.splitext(os.path.basename(path))[0]
            if hasattr(self._tracer, "prepare"):
                code = self._prepare_script(code, path)
        elif sys.argv and sys.argv[0] == "-m" and "name" in names:
            self._choice.main_name = names["name"]
        self._begin()
        exec(code, names)

    def start(self):
        """Counts from here on, for a program that was not started by `run`."""
        argument = next((word for word in sys.argv[:1] if word not in ("-c", "-m", "-")), "")
        self._choice.main_name = os.path.splitext(os.path.basename(argument))[0] or None
        self._begin()

    def _begin(self):
        # Saved once before anything runs: a program that is killed at once has counted nothing, which is a result, too.
        self._save_meanwhile()
        self._saver.start()
        self._tracer.start()

    def stop(self):
        """Writes what was counted. Later calls, and calls in forked children, do nothing."""
        if self._is_written or os.getpid() != self._pid:
            return
        with self._uninterrupted():
            self._stop()

    def _stop(self):
        self._is_written = True
        if not self._tracer.is_in_place():
            self._notes.append("replaced")
        self._tracer.stop()
        self._saver.stop()
        try:
            self._write(self._notes, True)
        except OSError as error:
            # A process that outlives the program (a helper of multiprocessing) has nobody left to tell.
            if not os.path.isdir(self._folder):
                return
            sys.stderr.write("pyrometer: the lines could not be written: %s\n" % error)

    def profile(self, function):
        """The decorator ``@profile``: counts the lines of this function."""
        if hasattr(self._tracer, "decorate"):
            return self._tracer.decorate(function)
        held = list(vars(function).values()) if isinstance(function, type) else [function]
        for value in held:
            for inner in self._unwrapped(value):
                self._tracer.choose(inner.__code__, inner.__module__, inner.__qualname__)
        return function

    def _stop_at_once(self):
        if not self._is_written:
            self._notes.append("at-once")
        self.stop()

    def _choose_tracer(self, can_compile):
        asked = os.environ.pop("PYROMETER_LINE_TRACER", "")
        if asked in ("", "line_profiler") and can_compile:
            try:
                wrapped = self._parts("_line_wrappers")["wrapped"]
                return self._parts("_line_profiler")["LineProfilerTracer"](self._choice, wrapped)
            except Exception:  # whatever is wrong with the environment's own: it is not ours to complain
                pass
        make_tracer = self._parts("_line_watch")["make_tracer"]
        may_monitor = asked in ("", "line_profiler", "monitoring")
        return make_tracer(self._parts("_line_times")["LineTimes"], self._choice.decide, may_monitor)

    def _prepare_script(self, code, path):
        def read():
            with open(path, "rb") as file:
                return file.read()

        try:
            return self._tracer.prepare(code, "__main__", path, read)
        except (OSError, SyntaxError, ValueError):
            return code

    def _offer_profile(self):
        """``@profile`` without an import, as kernprof has it, and for ``from pyrometer import profile``."""
        import builtins

        builtins.profile = self.profile
        sys._pyrometer_lines = self.profile

    def _begin_in_child(self):
        """A forked child starts with nothing counted and leaves a file of its own."""
        self._pid = os.getpid()
        self._is_written = False
        self._notes = []
        self._tracer.forget()
        self._saver.start()

    def _leave_child(self):
        self._is_written = True

    def _save_meanwhile(self):
        self._write(["meanwhile"], False)

    def _write(self, notes, is_end):
        path = os.path.join(self._folder, "%d.%s" % (self._pid, self._ending))
        with open(path + ".part", "w", encoding="utf-8") as file:
            file.write(_json_text(self._result(notes, is_end)))
        os.replace(path + ".part", path + ".json")

    def _result(self, notes, is_end):
        functions = []
        for code, module, name, lines in self._tracer.functions():
            functions.append(self._row(code, module, name, lines))
        known = {(row["file"], row["line"], row["name"]) for row in functions}

        def found(code, module, name):
            if (code.co_filename, code.co_firstlineno, name) not in known:
                known.add((code.co_filename, code.co_firstlineno, name))
                functions.append(self._row(code, module, name, {}))

        if is_end:
            self._choice.look_around(found)
        return {
            "version": 1,
            "pid": self._pid,
            "interpreter": self._interpreter(),
            "tracer": self._tracer.name,
            "ownCost": self._tracer.own_cost * 1e9,
            "nestedCost": self._tracer.nested_cost * 1e9,
            "functions": functions[:_LIMIT],
            "unmatched": self._choice.unmatched() if is_end else [],
            "notes": notes,
        }

    def _figures(self, cell):
        """What is left of a line's counts: hits, nanoseconds, events within."""
        hits, seconds, events = cell
        return [hits, round(seconds * 1e9), events]

    def _cost(self, lines):
        """Nanoseconds that a hit of these cost."""
        return self._cost_in(lines, self._tracer.own_cost) * 1e9

    def _row(self, code, module, name, lines):
        rows = [[line, *self._figures(cell)] for line, cell in sorted(lines.items())]
        return {
            "name": name,
            "module": module,
            "file": code.co_filename,
            "line": code.co_firstlineno,
            "cost": self._cost(lines),
            "rows": rows,
        }


def _json_text(value):
    try:
        # The package json would come with re and more, into a program that may have no use for them.
        from _json import encode_basestring_ascii, make_encoder

        encode = make_encoder(None, None, encode_basestring_ascii, None, ":", ",", False, False, True)
        return "".join(encode(value, 0))
    except (ImportError, TypeError):
        import json

        return json.dumps(value)


def _patterns(folder):
    try:
        with open(os.path.join(folder, "functions"), encoding="utf-8") as file:
            return file.read().split("\n")
    except OSError:
        return []
