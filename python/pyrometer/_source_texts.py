"""The text of source files, kept in a recording so that it reads where the files are not: cells of notebooks above all."""

import os

_MOST_FILES = 100
_MOST_BYTES = 1 << 20


def embed_source(tables, path):
    """Keeps the text of a file or a cell; nothing where there is none, or too much."""
    text = _text_of(path)
    if text:
        tables.embed(path, text)


def embed_sources(tables, paths):
    """Keeps the texts of the first files of some, each once."""
    for path in list(dict.fromkeys(paths))[:_MOST_FILES]:
        embed_source(tables, path)


def _text_of(path):
    try:
        if os.path.getsize(path) > _MOST_BYTES:
            return None
        with open(path, "rb") as file:
            return file.read().decode("utf-8")
    except (OSError, ValueError):
        pass
    # Not imported where it is not needed: it reads whole files and keeps them.
    import linecache

    entry = linecache.cache.get(path)
    return "".join(entry[2]) if entry is not None and len(entry) == 4 else None
