"""Runs a notebook with the magics in a real kernel and tells what its cells put out: one JSON list. Argument: the package's
folder."""

import json
import sys

import nbformat
from nbclient import NotebookClient

CELLS = (
    "import sys; sys.path.insert(0, %r)\n%%load_ext pyrometer" % sys.argv[1],
    "import time\ndef burn(seconds):\n    end = time.perf_counter() + seconds\n"
    "    while time.perf_counter() < end:\n        '<b>&'.upper()",
    "%pyro burn(0.4)",
    "%%pyro --mode trace -l 3\nfor _ in range(2):\n    burn(0.01)",
    "%pyro_lines -f burn burn(0.05)",
    "%pyro_memit bytearray(1000)",
    "%pyro_time -n 1 -r 1 burn(0.001)",
    "result = %pyro -r burn(0.1)\nprint(result.functions[0].name)",
)
notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
print(json.dumps([[dict(output) for output in cell.outputs] for cell in notebook.cells]))
