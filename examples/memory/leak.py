"""A server that forgets to forget: sessions end, but a registry of listeners keeps every one of them.

leak.py [SESSIONS] [SECONDS]: how many sessions (2000), and how long to wait at the end (0), for a look from outside.
"""

import sys
import time

#: What is to be told when something happens: nobody ever takes a listener off again.
LISTENERS = {"shutdown": []}


class Request:
    def __init__(self, session, number):
        self.session = session
        self.number = number


class Session:
    """One visitor: its data, and the requests that it made."""

    def __init__(self, number):
        self.number = number
        self.page = bytes(4096)
        self.requests = [Request(self, i) for i in range(3)]
        LISTENERS["shutdown"].append(self.close)

    def close(self):
        self.requests.clear()


class Draft:
    """A cycle of two: garbage that only the collector finds."""

    def __init__(self):
        self.copy = Copy(self)


class Copy:
    def __init__(self, draft):
        self.draft = draft


def serve(sessions):
    for number in range(sessions):
        session = Session(number)
        session.page = None if number % 2 else session.page
    for _ in range(10):
        Draft()


def main(sessions=2000, seconds=0.0):
    serve(sessions)
    time.sleep(float(seconds))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
