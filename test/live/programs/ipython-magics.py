"""Runs the magics in a real shell and tells what they showed and gave back: one JSON object. Argument: the package's folder."""

import contextlib
import io
import json
import sys

sys.path.insert(0, sys.argv[1])

from IPython.terminal.interactiveshell import TerminalInteractiveShell

FUNCTIONS = '''
import time

class Mesh:
    def refine(self, n):
        total = 0
        for i in range(n):
            total += i
        return total

def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)

def items(n):
    for i in range(n):
        yield i

def burn(seconds):
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        sum(range(100))

def solve():
    burn(0.25)
    fib(18)
    time.sleep(0.1)
    return [Mesh().refine(9) for _ in items(7)]
'''

shell = TerminalInteractiveShell.instance(simple_prompt=True, colors="NoColor", history_length=0)


def run(cell):
    """What a cell prints, without the prompts of values."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        shell.run_cell(cell)
    return printed.getvalue()


def value(name):
    return shell.user_ns[name]


told = {}
run("%load_ext pyrometer")
run(FUNCTIONS)

run("sampled = %pyro -r solve()")
told["sampled"] = {"text": str(value("sampled")), "saved": value("sampled").save("sampled.pyrometer")}
told["sampledHtml"] = value("sampled")._repr_html_()
run("traced = %pyro -r --mode trace -s cumulative -l 9 solve()")
told["traced"] = {"text": value("traced").text(), "saved": value("traced").save("traced.pyrometer")}
value("traced").save("traced.pstats")
run("peer = %prun -q -r solve()")


def calls(stats):
    found = []
    for (file, line, name), (primitive, count, _, _, callers) in stats.stats.items():
        if "sum" in name or "perf_counter" in name:
            continue
        place = "statement" if name == "<module>" else name
        called_by = sorted(key[2] for key in callers)
        found.append([place, count, primitive, [n for n in called_by if n != "<module>"]])
    return sorted(found)


told["calls"] = {"ours": calls(value("traced").stats), "theirs": calls(value("peer"))}
told["shown"] = run("%pyro -T shown.txt -D shown.pyrometer solve()")
told["cell"] = run("%%pyro --mode trace -l 2\nfor _ in range(3):\n    fib(3)\n")
told["limited"] = run("%pyro --mode trace -s calls,name -l fib -l 0.9 fib(5)")
told["quiet"] = run("%pyro -q fib(3)")

run("lines = %pyro_lines -r -f Mesh -f fib -f items -f burn fib(15); Mesh().refine(20); list(items(4))")
told["lines"] = {"text": value("lines").text(), "saved": value("lines").save("lines.pyrometer")}
told["linesHtml"] = value("lines")._repr_html_()
told["hits"] = {f.name: {str(k): v for k, v in f.hits.items()} for f in value("lines").functions}
run("%load_ext line_profiler")
run("theirs = %lprun -r -f Mesh.refine -f fib -f items fib(15); Mesh().refine(20); list(items(4))")
timings = value("theirs").get_stats().timings
told["theirHits"] = {key[2].rpartition(".")[2]: {str(r[0]): r[1] for r in rows} for key, rows in timings.items()}
told["module"] = run("import colorsys\n%pyro_lines -s -m colorsys colorsys.rgb_to_hsv(1, 0, 0)")
told["unit"] = run("%pyro_lines -u 1e-3 -f fib fib(5)")

run("timed = %pyro_time -o -q -r 5 fib(10)")
run("peer_timed = %timeit -o -q -r 5 fib(10)")
run("again = %pyro_time -o -q -r 5 fib(10)")
told["timed"] = {
    "text": value("timed").text(),
    "best": value("timed").best,
    "again": value("again").best,
    "theirs": value("peer_timed").best,
    "loops": value("timed").loops,
    "runs": value("timed").all_runs,
    "mean": value("timed").mean,
    "deviation": value("timed").deviation,
    "saved": value("timed").save("timed.pyrometer"),
}
told["timedCell"] = run("%%pyro_time -n 3 -r 2 n = 4\nassert n == 4\nfib(n)\n")

run("taken = %pyro_memit -o -q bytearray(b'x') * 80_000_000")
told["taken"] = {
    "text": value("taken").text(),
    "peak": value("taken").peak,
    "increment": value("taken").increment,
    "saved": value("taken").save("taken.pyrometer"),
}
run("""def grow(n):
    kept = [bytearray(b'x') * n]
    for _ in range(2):
        kept.append(bytearray(b'y') * n)
    return len(kept)
""")
run("grown = %pyro_mem -r -f grow grow(20_000_000)")
told["grown"] = {"text": value("grown").text(), "saved": value("grown").save("grown.pyrometer")}
told["grownHtml"] = value("grown")._repr_html_()
told["grownRows"] = [list(row) for row in value("grown").functions[0].rows]
told["idle"] = run("%pyro_mem -f grow 1 + 1")

told["firstHeap"] = run("%pyro_heap -l 3")
run("class Leak:\n    pass\nkept = [Leak() for _ in range(2000)]")
run("heap = %pyro_heap -r -l 12")
told["heap"] = {"text": value("heap").text(), "saved": value("heap").save("heap.pyrometer")}
told["leak"] = [row for row in value("heap").growth if row[0] == "__main__.Leak"]
told["heapHtml"] = value("heap")._repr_html_()
told["anew"] = run("%pyro_heap -b")

try:
    import memory_profiler  # noqa: F401

    run("%load_ext memory_profiler")
    told["theirMemory"] = run("%memit bytearray(b'x') * 80_000_000")
except ImportError:
    pass

told["errors"] = [
    run(line)
    for line in (
        "%pyro",
        "%pyro --mode heap fib(3)",
        "%pyro -s speed fib(3)",
        "%pyro_lines fib(3)",
        "%pyro_lines -f nosuch fib(3)",
        "%pyro_lines -f len fib(3)",
        "%pyro_lines -m no_such_module fib(3)",
        "%pyro_time -n many fib(3)",
        "%pyro 1 / 0",
        "%pyro_lines -f fib fib(2); 1 / 0",
        "%pyro import sys; fib(3); sys.exit(4)",
        "%pyro_memit if",
        "%pyro_mem grow(3)",
        "%pyro_heap grow(3)",
    )
]
shell.history_manager.end_session() if hasattr(shell.history_manager, "end_session") else None
sys.__stdout__.write(json.dumps(told))
