# Runs profiling.sampling under an interpreter that is started by a script: the first argument is that script.
import runpy
import sys

sys.executable = sys.argv[1]
sys.argv[:] = ["profiling.sampling", *sys.argv[2:]]
runpy.run_module("profiling.sampling", run_name="__main__")
