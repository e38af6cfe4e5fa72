"""Tables of cProfile: cleaning and writing them."""

import os


def clean_stats(stats, own_files, labels, names):
    """The table without rows of `own_files`, with file names replaced by `labels` and functions by `names`."""

    def rename(key):
        key = names.get(key, key)
        return (labels.get(key[0], key[0]),) + tuple(key[1:])

    cleaned = {}
    for key, (primitive, calls, self_time, total, callers) in stats.items():
        if key[0] not in own_files:
            kept = {rename(caller): cost for caller, cost in callers.items() if caller[0] not in own_files}
            cleaned[rename(key)] = (primitive, calls, self_time, total, kept)
    return cleaned


def write_stats(stats, path):
    """Writes a pstats file in one step: a reader sees all of it or none."""
    import marshal

    temporary = "%s.%d.part" % (path, os.getpid())
    try:
        with open(temporary, "wb") as file:
            marshal.dump(stats, file)
        os.replace(temporary, path)
    except BaseException:
        try:
            os.unlink(temporary)
        except OSError:
            pass
        raise
