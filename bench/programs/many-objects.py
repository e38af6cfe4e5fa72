"""Makes objects: many-objects.py COUNT [FILE]. With FILE it makes the file when it has them, and waits to be ended."""

import sys
import time


class Item:
    def __init__(self, number):
        self.number = number
        self.name = "item %d" % number


if __name__ == "__main__":
    kept = [Item(number) for number in range(int(sys.argv[1]))]
    if len(sys.argv) > 2:
        open(sys.argv[2], "w").close()
        time.sleep(600)
