"""Memory of a program's lines, allocation sites and variables, for a program that is started or that starts itself."""

import os
import sys


#: How many times longer than saving takes is between two times: what a program had that memory ran out for is wanted.
_SHARE = 10


def program_memory(ProgramLines, forget_lines):
    """The class that does for memory what `ProgramLines` does for hits and times."""

    class ProgramMemory(ProgramLines):
        """Measures until the program ends, or something ends it. The file `memory` in the folder says what, a word and a value a
        line: `variable` (a pattern), `limit` (MiB), `sites` (frames), `from` and `to` or `from-seconds` and `to-seconds` (points
        between which growth is asked for), `watched` (a pattern: functions that only the limit watches)."""

        _ending = "memory"

        def __init__(self, folder, children, interpreter, parts, can_compile):
            self._asked = _read_asked(folder)
            self._own_folder = os.path.join(os.path.dirname(__file__), "")
            self._sites = self._variables = self._limit = self._owners = None
            self._is_over = False
            self._make_parts(parts)
            super().__init__(folder, children, interpreter, parts, can_compile)
            self._begin_watching()
            self._saver.share = _SHARE

        def run(self, code, names, labels):
            if self._sites is not None:
                if "__file__" in names:
                    self._owners.know(code)
                lines_of = self._parts("_line_owners")["lines_of"]
                frame = sys._getframe()
                codes = [ProgramLines.run.__code__]
                while frame is not None:
                    codes.append(frame.f_code)
                    frame = frame.f_back
                self._sites.below.update((one.co_filename, line) for one in codes for line in [0, *lines_of(one)])
            super().run(code, names, labels)

        def _begin(self):
            if self._variable_choice is not None:
                self._variable_choice.main_name = self._choice.main_name
            self._watched_choice.main_name = self._choice.main_name
            if self._sites is not None:
                self._sites.start()
            super()._begin()

        def _make_parts(self, parts):
            asked = self._asked
            Choice = parts("_line_names")["Choice"]
            self._variable_choice = Choice(asked["variable"]) if asked["variable"] else None
            self._watched_choice = Choice(asked["watched"])
            if asked["sites"]:
                try:
                    Sites = parts("_memory_sites")["Sites"]
                except ImportError:  # PyPy
                    Sites = None
                if Sites is not None:
                    Saver = parts("_saver")["Saver"]
                    self._sites = Sites(asked["sites"], asked["growth"], self._own_folder, Saver)
                    forget_lines(ProgramLines.run, ProgramMemory.run)
                    self._SiteRows = parts("_memory_site_rows")["SiteRows"]
                    self._owners = parts("_line_owners")["LineOwners"](parts("_line_names")["walk"])
                    sys._pyrometer_points = [self._sites.reach]
            if asked["limit"]:
                marks = parts("_marks")
                self._limit = parts("_memory_limit")["Limit"](asked["limit"], self._own_folder, marks["mark"])

        def _choose_tracer(self, can_compile):
            asked = os.environ.pop("PYROMETER_LINE_TRACER", "")
            make_tracer = self._parts("_line_watch")["make_tracer"]
            counter = self._parts("_memory_lines")["MemoryLines"]
            make_reader = self._parts("_resident")["make_reader"]
            tracer = make_tracer(counter, self._decide, asked in ("", "monitoring"), make_reader)
            if self._asked["variable"]:
                is_emptied = tracer.name == "sys.monitoring" and sys.version_info < (3, 13)
                self._variables = self._parts("_memory_variables")["Variables"](is_emptied)
            return tracer

        def _begin_watching(self):
            """After the tracer was calibrated."""
            limit, sites = self._limit, self._sites
            if limit is not None:
                self._tracer.watchers.append(limit)
            if sites is not None:
                self._tracer.watchers.append(lambda frame, line, read: sites.glance())
            if limit is not None and self._tracer.name == "sys.settrace":
                limit.on_call = self._tracer.on_call

        def _decide(self, code, module):
            if code.co_filename.startswith(self._own_folder):
                return None
            name = self._choice.decide(code, module)
            has_lines = name is not None
            variables = None
            if self._variable_choice is not None:
                found = self._variable_choice.decide(code, module)
                if found is not None:
                    name, variables = found, self._variables
            if name is None:
                name = self._watched_choice.decide(code, module)
            return None if name is None else (name, has_lines, variables)

        def _figures(self, cell):
            """Increment, most, occurrences and change, in bytes."""
            page = os.sysconf("SC_PAGESIZE")
            increment, most, occurrences, change = cell
            return [occurrences, increment * page, most * page, change * page]

        def _cost(self, _lines):
            return self._tracer.own_cost * 1e9

        def _result(self, notes, is_end):
            if is_end and self._sites is not None and not self._is_over:
                self._is_over = True
                self._sites.finish()
            result = super()._result(notes, is_end)
            if is_end and self._variable_choice is not None:
                self._variable_choice.look_around(lambda code, module, name: None)
                result["unmatched"] += self._variable_choice.unmatched()
            variables = self._variables
            result["spans"] = self._tracer.spans()
            if self._tracer.failure is not None:
                notes.append("failed: %r" % self._tracer.failure)
            result["passed"] = self._limit.passed if self._limit is not None else None
            result["variables"] = None
            if variables is not None:
                points = {name: list(values) for name, values in list(variables.points.items())}
                result["variables"] = {
                    "points": points,
                    "cost": variables.cost,
                    "estimates": variables.has_estimates,
                    "more": variables.has_more,
                }
            result["sites"] = None
            if self._sites is not None:
                result["sites"] = self._sites.result(self._SiteRows(self._owners, self._own_folder))
            result["noSites"] = bool(self._asked["sites"]) and self._sites is None
            return result

        def _save_meanwhile(self):
            if self._sites is None:
                return super()._save_meanwhile()
            # What saving itself takes is not the program's.
            with self._sites.unseen():
                super()._save_meanwhile()

        def _begin_in_child(self):
            if self._sites is not None:
                self._is_over = False
                self._sites.begin_in_child()
            if self._variables is not None:
                self._variables.forget()
            super()._begin_in_child()

        def _leave_child(self):
            if self._sites is not None:
                self._sites.leave()
            super()._leave_child()

    return ProgramMemory


def _read_asked(folder):
    asked = {"variable": [], "watched": []}
    with open(os.path.join(folder, "memory"), encoding="utf-8") as file:
        for line in file.read().split("\n"):
            word, _, value = line.partition(" ")
            if word in ("variable", "watched"):
                asked[word].append(value)
            elif word in ("from", "to"):
                asked[word] = value
            elif word:
                asked[word] = float(value)
    points = [asked.get(name, asked.get(name + "-seconds")) for name in ("from", "to")]
    growth = None if points[0] is None else tuple(points)
    return {**asked, "sites": int(asked.get("sites", 0)), "limit": asked.get("limit", 0), "growth": growth}
