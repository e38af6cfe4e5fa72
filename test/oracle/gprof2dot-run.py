"""Runs gprof2dot in one process on a list of command lines: JSON on standard input, JSON on standard output."""

import contextlib
import copy
import io
import json
import os
import sys
import tempfile

import gprof2dot

THEMES = copy.deepcopy(gprof2dot.themes)


def run(arguments):
    # Its options outlive a run.
    gprof2dot.themes.update(copy.deepcopy(THEMES))
    gprof2dot.totalMethod = "callratios"
    gprof2dot.timeFormat = "%.7g"
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "out.dot")
        messages = io.StringIO()
        try:
            with contextlib.redirect_stderr(messages):
                gprof2dot.main(["-o", path, *arguments])
        except SystemExit as error:
            return {"error": "exit %s: %s" % (error.code, messages.getvalue()[-300:]), "dot": None}
        except BaseException as error:
            return {"error": "%s: %s" % (type(error).__name__, str(error)[:300]), "dot": None}
        with open(path, encoding="utf-8") as file:
            return {"error": None, "dot": file.read()}


json.dump([run(arguments) for arguments in json.load(sys.stdin)], sys.stdout)
