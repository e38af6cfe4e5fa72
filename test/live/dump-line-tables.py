# Prints the line tables of code objects of the standard library beside what the interpreter itself makes of them.
# Runs on 2.7 and 3.6 to 3.15. Arguments: index and count of a share ("0 1" is all, "3 20" every twentieth from the third).
# One code object a line: first line, length of the bytecode in bytes, the table in hexadecimal, and the expected ranges
# "unit:line:endline:column:endcolumn" where they change; '-' is None. Units are bytes up to 3.9, code units from 3.10 on.
from __future__ import print_function
import binascii
import dis
import os
import sys
import types
import warnings

warnings.simplefilter('ignore')


def ranges(code):
    if hasattr(code, 'co_positions'):
        last = None
        for unit, position in enumerate(code.co_positions()):
            line, end_line, column, end_column = position
            if position != last:
                yield (unit, line, end_line, column, end_column)
                last = position
    elif hasattr(code, 'co_lines'):
        for start, end, line in code.co_lines():
            if end > start:
                yield (start // 2, line, line, None, None)
    else:
        for start, line in dis.findlinestarts(code):
            yield (start, line, line, None, None)


def dump(code, write):
    table = code.co_linetable if hasattr(code, 'co_positions') or hasattr(code, 'co_lines') else code.co_lnotab
    expected = ' '.join(':'.join('-' if value is None else str(value) for value in item) for item in ranges(code))
    write('%d %d %s|%s\n' % (code.co_firstlineno, len(code.co_code), binascii.hexlify(table).decode(), expected))


def main():
    index, count = int(sys.argv[1]), int(sys.argv[2])
    root = os.path.dirname(os.__file__)
    paths = []
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in ('site-packages', 'dist-packages', '__pycache__'))
        paths.extend(os.path.join(folder, name) for name in sorted(files) if name.endswith('.py'))
    out = sys.stdout
    for path in paths[index::count]:
        with open(path, 'rb') as file:
            source = file.read()
        try:
            code = compile(source, path, 'exec', 0, True)
        except (SyntaxError, ValueError, UnicodeError, RecursionError if sys.version_info > (3,) else RuntimeError):
            continue
        todo = [code]
        while todo:
            code = todo.pop()
            dump(code, out.write)
            todo.extend(item for item in code.co_consts if isinstance(item, types.CodeType))


main()
