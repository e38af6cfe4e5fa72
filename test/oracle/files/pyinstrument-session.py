# Prints the tree that pyinstrument makes of a session, as its paths of frames and their own seconds.
import json
import sys

from pyinstrument.session import Session

session = Session.load(sys.argv[1])
rows = []
open_frames = [(session.root_frame(trim_stem=False), ())]
while open_frames:
    frame, path = open_frames.pop()
    if frame is None:
        continue
    own = frame.time - sum(child.time for child in frame.children)
    name = frame.function
    is_thread = frame.file_path == '<thread>' or frame.identifier.split('\x00')[1:2] == ['<thread>']
    inner = path if is_thread or name == '[self]' else path + ('%s:%s' % (name, frame.line_no or 0),)
    rows.append([inner, own])
    open_frames.extend((child, inner) for child in frame.children)
json.dump(rows, sys.stdout)
