"""Tables for notebooks: plain HTML with its own look on each element, every text escaped; no script, no style sheet."""

from html import escape

#: Ground and text of the steps of heat on a light page; both are set, so that they read on a dark one, too.
_HEAT = (
    (None, None),
    ("#f6e8c8", "#1b1a18"),
    ("#f5d498", "#1b1a18"),
    ("#f4b561", "#1b1a18"),
    ("#f08d34", "#1b1a18"),
    ("#e36015", "#1b1a18"),
    ("#c5341c", "#ffffff"),
    ("#921a1c", "#ffffff"),
)
_CELL = "padding:1px 8px;border:0;white-space:pre;font-variant-numeric:tabular-nums;text-align:%s"


class Cell:
    """A cell: its text and how it looks."""

    __slots__ = ("text", "heat", "is_bold", "is_dim")

    def __init__(self, text, heat=0, is_bold=False, is_dim=False):
        self.text, self.heat, self.is_bold, self.is_dim = text, heat, is_bold, is_dim


def block(content):
    """The whole of what is shown."""
    return '<div style="font-size:13px;overflow-x:auto">%s</div>' % content


def heading(lines):
    """Lines above a table, the first in bold."""
    shown = [escape(line) for line in lines]
    if shown:
        shown[0] = "<b>%s</b>" % shown[0]
    return '<p style="margin:4px 0">%s</p>' % "<br>".join(shown)


def note(text):
    """A line below; nothing for no text."""
    return '<p style="margin:4px 0;opacity:.75">%s</p>' % escape(text.strip()) if text.strip() else ""


def table(columns, rows, is_code=False):
    """Titled columns, (title, "left" or "right"); with `is_code` the last one in the font of source code."""
    head = "".join(
        '<th scope="col" style="%s;font-weight:600">%s</th>' % (_CELL % side, escape(title)) for title, side in columns
    )
    body = "".join("<tr>%s</tr>" % "".join(_cells(columns, row, is_code)) for row in rows)
    style = "border-collapse:collapse;margin:4px 0"
    return '<table style="%s"><thead><tr>%s</tr></thead><tbody>%s</tbody></table>' % (style, head, body)


def _cells(columns, row, is_code):
    for index, (cell, (_, side)) in enumerate(zip(row, columns)):
        style = _CELL % side
        ground, ink = _HEAT[cell.heat]
        if ground is not None:
            style += ";background:%s;color:%s" % (ground, ink)
        if cell.is_dim:
            style += ";opacity:.75"
        if cell.is_bold:
            style += ";font-weight:600"
        if is_code and index == len(columns) - 1:
            style += ";font-family:monospace"
        yield '<td style="%s">%s</td>' % (style, escape(cell.text))
