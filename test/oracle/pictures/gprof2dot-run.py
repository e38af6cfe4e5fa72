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
            # printFunctionIds keeps the stream that was there when it was defined.
            gprof2dot.Profile.printFunctionIds.__defaults__ = (None, messages)
            with contextlib.redirect_stderr(messages):
                gprof2dot.main(["-o", path, *arguments])
        except SystemExit as error:
            text = messages.getvalue()
            return {"error": "exit %s: %s" % (error.code, text[-300:]), "dot": None, "messages": text}
        except BaseException as error:
            return {"error": "%s: %s" % (type(error).__name__, str(error)[:300]), "dot": None, "messages": ""}
        with open(path, encoding="utf-8") as file:
            return {"error": None, "dot": file.read(), "messages": messages.getvalue()}


json.dump([run(arguments) for arguments in json.load(sys.stdin)], sys.stdout)
