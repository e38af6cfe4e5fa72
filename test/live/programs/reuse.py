"""Imports much, then parks threads in functions that were made last: where code objects of modules lay before."""

import importlib
import threading
import time

for name in ("json", "email.message", "http.client", "xml.dom.minidom", "unittest", "asyncio", "logging.config"):
    importlib.import_module(name)

SOURCE = """
def park_{n}(seconds):
    time.sleep(seconds)
"""


def main() -> None:
    threads = []
    for n in range(40):
        scope = {"time": time}
        exec(compile(SOURCE.format(n=n), "made.py", "exec"), scope)
        threads.append(threading.Thread(target=scope[f"park_{n}"], args=(1.2,), name=f"parked-{n}"))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


main()
