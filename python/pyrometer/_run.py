"""Runs a Python program as ``python`` itself would, under a recorder of this package.

Started by path, so that nothing needs to be installed where the program runs::

    python [OPTIONS] .../pyrometer/_run.py RECORDER FOLDER RATE CHILDREN KIND TARGET [ARGUMENT ...]

RECORDER is ``trace``, ``sample``, ``lines``, ``memory`` or ``heap``, FOLDER where the results go (one file a process, named by its id), RATE samples per
second (for samples), CHILDREN 1 if the Python processes that the program starts are to be recorded too, KIND
``script``, ``module``, ``code`` or ``stdin``, TARGET the script's path, the module's name, the code, or ``-``.

This file imports as little as it can: what it imports, the program no longer does, and a trace would differ.
"""

import sys

HERE = __file__.replace("\\", "/").rpartition("/")[0]


def load_part(name):
    """The namespace of a neighbouring file, without making it importable for the program."""
    path = HERE + "/" + name + ".py"
    namespace = {"__name__": "pyrometer." + name, "__file__": path}
    with open(path, "rb") as file:
        exec(compile(file.read(), path, "exec"), namespace)
    return namespace


def main():
    recorder, folder, rate, children, kind, target = sys.argv[1:7]
    if sys.version_info < (3, 8):
        refuse(folder)
    restore_arguments(kind, target, sys.argv[7:])
    if children == "1":
        hand_down(recorder, folder, rate)
    if recorder == "trace":
        trace = load_tracer(folder, children == "1")
        run, stop = trace.run, trace.stop
    elif recorder == "lines":
        # It stops by itself at the very end, when exit handlers and threads have run.
        run, stop = load_lines(folder, children == "1", kind in ("script", "module")).run, do_nothing
    elif recorder == "memory":
        run, stop = load_memory(folder, children == "1").run, do_nothing
    elif recorder == "heap":
        heap = load_heap(folder, children == "1")
        if heap is None:
            sys.exit(125)
        run, stop = heap.run, do_nothing
    else:
        start_sampler(folder, float(rate), children == "1")
        run, stop = run_plainly, do_nothing
    try:
        run_program(kind, target, run)
    except SystemExit:
        stop()
        raise
    except BaseException:
        stop()
        hide_runner(sys.excepthook)
        raise
    stop()


def refuse(folder):
    """Leaves a note for the recorder. Everything up to here must load in any Python, however old."""
    with open(folder + "/unsupported", "w") as file:
        file.write("%d.%d.%d" % sys.version_info[:3])
    sys.exit(125)


def record_this_process(recorder, folder, rate, children):
    """Records a process that was not started by this file: from now until it ends."""
    if recorder == "trace":
        import atexit

        trace = load_tracer(folder, children)
        atexit.register(trace.stop)
        trace.start()
    elif recorder == "lines":
        # The main script is not compiled by us, which only line_profiler needs.
        load_lines(folder, children, False).start()
    elif recorder == "memory":
        load_memory(folder, children).start()
    elif recorder == "heap":
        load_heap(folder, children)
    else:
        start_sampler(folder, rate, children)


def load_tracer(folder, children):
    return load_part("_tracer")["ProgramTrace"](
        folder, children, interpreter, load_part
    )


def load_lines(folder, children, can_compile):
    return load_part("_lines")["ProgramLines"](folder, children, interpreter, load_part, can_compile)


def load_memory(folder, children):
    forget_lines = load_part("_forgotten_lines")["forget_lines"]
    measure = load_part("_memory_program")["program_memory"](load_part("_lines")["ProgramLines"], forget_lines)
    return measure(folder, children, interpreter, load_part, False)


def load_heap(folder, children):
    """None, and a note for the recorder, where the heap cannot be read."""
    if sys.implementation.name != "cpython":
        with open(folder + "/unreadable", "w") as file:
            file.write("the heap of %s cannot be read from inside; CPython's can" % interpreter()[0])
        return None
    return load_part("_heap_program")["ProgramHeap"](folder, children, load_part)


def start_sampler(folder, rate, children):
    sink = load_part("_stream")["StreamSink"]
    about = interpreter()
    Thread = load_part("_sampled_thread")["SampledThread"]
    load_part("_sampler")["sample_program"](lambda path: sink(path, about), Thread, folder, rate, children)


def interpreter():
    return load_part("_interpreter")["interpreter"]()


def hand_down(recorder, folder, rate):
    """Lets the Python processes that the program starts be recorded, by the way of _inject/sitecustomize.py."""
    import os

    own = os.path.join(os.path.abspath(HERE), "_inject")
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = own if not before else own + os.pathsep + before
    os.environ["PYROMETER_INJECT"] = "\n".join([recorder, folder, rate, "1"])


def restore_arguments(kind, target, arguments):
    """Makes sys.argv and sys.orig_argv what they would be without this runner."""
    switch = {"script": [target], "module": ["-m", target], "code": ["-c", target], "stdin": ["-"]}[kind]
    if hasattr(sys, "orig_argv"):
        own = len(sys.orig_argv) - len(sys.argv)
        sys.orig_argv[own:] = switch + arguments
    sys.argv[:] = [switch[0]] + arguments


def run_program(kind, target, run):
    """Prepares __main__ and sys.path[0] as Python does for this kind of target, and hands the code to `run`."""
    import os

    if kind == "script" and is_package_folder(target):
        set_first_path(target, insert=True)
        fresh_main(None, None)
        run_module(run, "__main__", False)
    elif kind == "script":
        # Since Python 3.9 the main script's own path is absolute (bpo-20443).
        path = os.path.abspath(target) if sys.version_info >= (3, 9) else target
        set_first_path(os.path.dirname(os.path.realpath(target)))
        code = compile_script(target, path)
        import importlib.machinery

        loader = importlib.machinery.SourceFileLoader("__main__", path)
        run(code, fresh_main(path, loader), {path: target})
    elif kind == "module":
        set_first_path(os.getcwd())
        know_folder(sys.path[0])
        fresh_main(None, None)
        run_module(run, target, True)
    elif kind == "code":
        set_first_path("")
        code = compile(target, "<string>", "exec", dont_inherit=True)
        remember_source(code, target)
        run(code, fresh_main(None, None), {})
    else:
        set_first_path("")
        code = compile(sys.stdin.buffer.read(), "<stdin>", "exec", dont_inherit=True)
        run(code, fresh_main(None, None), {})


def is_package_folder(path):
    """Whether Python would run the `__main__` inside (a folder or a zip archive)."""
    import os

    if os.path.isdir(path):
        return True
    try:
        with open(path, "rb") as file:
            return file.read(4) == b"PK\x03\x04"
    except OSError:
        return False


def compile_script(target, path):
    try:
        file = open(target, "rb")
    except OSError as error:
        # Python's own words, so that a mistyped name reads the same under a recorder.
        sys.stderr.write(
            "%s: can't open file %r: [Errno %d] %s\n" % (sys.executable, path, error.errno, error.strerror)
        )
        raise SystemExit(2)
    with file:
        if target.endswith(".pyc"):
            import pkgutil

            return pkgutil.read_code(file)
        return compile(file.read(), path, "exec", dont_inherit=True)


def run_module(run, name, is_switch):
    """Runs a module as ``python -m`` does: by the interpreter's own function for it."""
    import runpy

    code = compile("_run_module_as_main(name, is_switch)", "<string>", "exec", dont_inherit=True)
    names = {"_run_module_as_main": runpy._run_module_as_main, "name": name, "is_switch": is_switch}
    run(code, names, {})


def fresh_main(path, loader):
    """A new __main__ module; returns its namespace."""
    import builtins

    if loader is None:
        loader = getattr(builtins.__spec__, "loader", None)
    main = type(sys)("__main__")
    main.__dict__.update(__builtins__=builtins, __loader__=loader, __spec__=None, __package__=None)
    if sys.version_info < (3, 14):
        main.__dict__["__annotations__"] = {}
    if path is not None:
        main.__dict__["__file__"] = path
        main.__dict__["__cached__"] = None
    # The interpreter clears a module that is dropped; this one still runs.
    sys._pyrometer_runner = sys.modules["__main__"]
    sys.modules["__main__"] = main
    return main.__dict__


def set_first_path(folder, insert=False):
    """Replaces this file's folder, which Python put first on the path, unless it was told not to put any."""
    is_safe = bool(getattr(sys.flags, "safe_path", False) or sys.flags.isolated)
    if not is_safe:
        sys.path[0] = folder
    elif insert:
        sys.path.insert(0, folder)


def know_folder(folder):
    """Under ``python -m cProfile -m`` the first folder of the path was already searched, for cProfile."""
    from _frozen_importlib_external import PathFinder

    PathFinder.find_spec("cProfile", [folder])


def remember_source(code, text):
    """Python 3.13 and newer show the lines of -c code in tracebacks."""
    if sys.version_info >= (3, 13):
        import linecache

        # Keyed by file name in 3.13.0, by code object since.
        key = code if hasattr(linecache, "_interactive_cache") else "<string>"
        linecache._register_code(key, text, "<string>")


def run_plainly(code, names, _labels):
    exec(code, names)


def do_nothing():
    """The sampler goes on until the very end: threads and exit handlers are still to run."""


def hide_runner(hook):
    """Lets the uncaught exception that is about to leave be shown without this package's frames."""

    def show(kind, error, trace):
        inner = trace
        while inner is not None and is_own_frame(inner.tb_frame):
            inner = inner.tb_next
        step = inner
        while step is not None and step.tb_next is not None:
            if is_own_frame(step.tb_next.tb_frame):
                step.tb_next = step.tb_next.tb_next
            else:
                step = step.tb_next
        if error is not None:
            error.__traceback__ = inner
        hook(kind, error, inner)

    sys.excepthook = show


def is_own_frame(frame):
    file = frame.f_code.co_filename
    is_module_call = file == "<string>" and "_run_module_as_main" in frame.f_globals
    is_profiler = file.rpartition("/")[2] in ("cProfile.py", "profile.py")
    return is_module_call or is_profiler or file.replace("\\", "/").rpartition("/")[0] == HERE


if __name__ == "__main__":
    if sys.argv[1:2] == ["memory"]:
        load_part("_forgotten_lines")["forget_lines"](main, run_program)
    main()
