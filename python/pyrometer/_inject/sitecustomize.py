"""Starts a recorder in a Python that somebody else starts (uv run, a shell script, a test runner's launcher).

Pyrometer puts this file's folder first on PYTHONPATH, so that `site` imports it in place of the environment's own
sitecustomize, which is imported from here. PYROMETER_INJECT says what to record: recorder, folder for the results, rate
and 1 if children are to be recorded too, one a line. Must load in any Python, however old.
"""

import os
import sys

_HERE = os.path.dirname(os.path.abspath(__file__))


def _leave_no_trace(keep_for_children):
    """Makes this process's path and environment what they would be without us."""
    sys.path[:] = [folder for folder in sys.path if os.path.abspath(folder) != _HERE]
    if not keep_for_children:
        del os.environ["PYROMETER_INJECT"]
        folders = os.environ.get("PYTHONPATH", "").split(os.pathsep)
        folders = [folder for folder in folders if os.path.abspath(folder) != _HERE]
        if folders and folders != [""]:
            os.environ["PYTHONPATH"] = os.pathsep.join(folders)
        else:
            os.environ.pop("PYTHONPATH", None)


def _import_own_sitecustomize():
    """Imports the sitecustomize that this file stands in front of, if there is one."""
    ours = sys.modules.pop("sitecustomize", None)
    try:
        import sitecustomize  # noqa: F401
    except ImportError:
        if ours is not None:
            sys.modules["sitecustomize"] = ours


def _start(recorder, folder, rate, children):
    package = os.path.dirname(_HERE)
    # Run as a file, as _run.py's load_part does: the program's own `import pyrometer` stays its own.
    namespace = {"__name__": "pyrometer._run", "__file__": os.path.join(package, "_run.py")}
    with open(namespace["__file__"], "rb") as file:
        exec(compile(file.read(), namespace["__file__"], "exec"), namespace)
    namespace["record_this_process"](recorder, folder, float(rate), children)


def _main():
    request = os.environ.get("PYROMETER_INJECT")
    if request is None:
        _import_own_sitecustomize()
        return
    recorder, folder, rate, children = request.split("\n")
    _leave_no_trace(children == "1")
    _import_own_sitecustomize()
    if sys.version_info >= (3, 8):
        _start(recorder, folder, rate, children == "1")


_main()
