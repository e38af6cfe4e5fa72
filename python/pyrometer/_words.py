"""Figures and names as Pyrometer's command line prints them (src/base/units.ts, src/render/text/): to the letter."""

import re
import unicodedata

THIN = "\u2009"
DASH = "\u2013"
_BIDI = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_PACKAGE = re.compile(r"^.*/(?:site-packages|dist-packages|node_modules)/")
_LIBRARY = re.compile(r"^.*/lib(?:64)?/(?:python|pypy)\d[\d.]*t?/")
_EIGHTHS = " ▏▎▍▌▋▊▉"
_BAR = 8


def fixed(value, digits):
    """A figure with so many digits, halves away from zero."""
    import decimal

    exact = decimal.Decimal(value)
    step = decimal.Decimal(1).scaleb(-digits)
    return "{:f}".format(exact.quantize(step, decimal.ROUND_HALF_UP, decimal.Context(prec=400)))


def significant(value, digits=3):
    """So many significant digits of a value below 1000."""
    size = abs(value)
    half = 0.5 * 10.0 ** -(digits - 1)
    return fixed(value, max(0, digits - 3 if size >= 100 - 10 * half else digits - 2 if size >= 10 - half else digits - 1))


def seconds_text(seconds, digits=3):
    """"12.3 ms", "41.2 s", "1 h 02 min"."""
    if seconds != seconds:
        return DASH
    if seconds == 0:
        return "0" + THIN + "s"
    size = abs(seconds)
    for limit, scale, suffix in ((1e-6, 1e9, "ns"), (1e-3, 1e6, "µs"), (1, 1e3, "ms")):
        if size < limit:
            return significant(seconds * scale, digits) + THIN + suffix
    if size < 600:
        return significant(seconds, digits) + THIN + "s"
    minutes = int(size / 60 + 0.5)
    if minutes < 60:
        return "%d%smin" % (minutes, THIN)
    return "%d%sh %02d%smin" % (minutes // 60, THIN, minutes % 60, THIN)


def bytes_text(amount):
    """"412 MB"."""
    step = 0
    while abs(amount) >= 999.5 and step < 5:
        amount /= 1000
        step += 1
    text = fixed(amount, 0) if step == 0 else significant(amount)
    return text + THIN + ("B", "kB", "MB", "GB", "TB", "PB")[step]


def count_text(count):
    """A whole number with thin spaces between its thousands."""
    return "{:,}".format(int(count)).replace(",", THIN)


def share_text(share):
    """"61.2 %"; a dash for what is unknown."""
    if share != share or share in (float("inf"), float("-inf")):
        return DASH
    # Something is never shown as nothing.
    return ("<0.1" if 0 < share < 0.0005 else fixed(100 * share, 1)) + THIN + "%"


def ceiling_of(part, whole):
    """How many times faster the whole would be without a part of it (Amdahl)."""
    if not whole > 0 or part != part:
        return float("nan")
    rest = whole - part
    return whole / rest if rest > 1e-9 * whole else float("inf")


def ceiling_text(ceiling):
    """"2.4×"."""
    if ceiling != ceiling:
        return DASH
    if ceiling >= 1000:
        return "∞"
    return fixed(ceiling, (2 if ceiling < 1.095 else 1) if ceiling < 9.95 else 0) + "×"


def bar(share):
    """A bar for a share of the hottest, in eighths of a column."""
    share = share if share == share else 0
    eighths = int(min(1, max(0, share)) * _BAR * 8 + 0.5)
    if eighths == 0 and share > 0:
        eighths = 1
    return ("█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()).ljust(_BAR)


def heat_step(value, hottest):
    """0 (cold) to 7: the square root spreads the low shares."""
    if not value > 0 or not hottest > 0:
        return 0
    return int(7 * min(1.0, value / hottest) ** 0.5 + 0.5)


def safe(text):
    """Text of a program made safe for a terminal."""
    out = ""
    for letter in text:
        if letter == "\t":
            out += " " * (8 - len(out.encode("utf-16-le", "surrogatepass")) // 2 % 8)
        elif unicodedata.category(letter) in ("Cc", "Cs") or letter in _BIDI:
            out += "\ufffd"
        else:
            out += letter
    return out


def short_path(path, cwd):
    """A path as people look for it: within the working directory, the package or the library."""
    unified = path.replace("\\", "/")
    folder = cwd.replace("\\", "/").rstrip("/") + "/" if cwd else None
    if folder and unified.startswith(folder) and len(unified) > len(folder):
        return _PACKAGE.sub("", unified[len(folder) :])
    short = _PACKAGE.sub("", unified)
    return short if short != unified else _LIBRARY.sub("", unified)


def text_table(columns, rows):
    """Aligned columns under a line of titles; `columns` are (title, "left" or "right")."""
    cells = [[safe(cell) for cell in row] for row in rows]
    widths = [max([len(title)] + [len(row[i]) for row in cells]) for i, (title, _) in enumerate(columns)]
    lines = []
    for row in [[title for title, _ in columns]] + cells:
        parts = [
            text.rjust(widths[i]) if columns[i][1] == "right" else text.ljust(widths[i]) for i, text in enumerate(row)
        ]
        lines.append("  ".join(parts).rstrip() + "\n")
    return "".join(lines)
