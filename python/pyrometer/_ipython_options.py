"""What the options of magics mean."""

from IPython.core.error import UsageError


def module(name):
    """The module of that name. Raises UsageError."""
    import importlib

    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise UsageError("Could not import module %s.\n%s" % (name, error)) from None


def sort_key(word):
    """A key that pstats sorts by. Raises UsageError."""
    from ._figures import sort_key_of

    try:
        sort_key_of(word)
    except ValueError as error:
        raise UsageError(str(error)) from None
    return word


def parse_limit(text):
    """A number of rows, a share, or a regular expression, as %prun reads them."""
    import re

    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    try:
        re.compile(text)
    except re.error as error:
        raise UsageError("-l wants a number or a regular expression, and %r is none: %s" % (text, error)) from None
    return text


def whole(options, name, fallback):
    """The whole number that an option gives."""
    return int(figure(options, name, fallback))


def figure(options, name, fallback):
    """The number that an option gives, the last one counts. Raises UsageError."""
    if name not in options:
        return fallback
    try:
        return float(options[name][-1])
    except ValueError:
        raise UsageError("-%s wants a number, not %r" % (name, options[name][-1])) from None


def unquoted(text):
    """The text without the quotes around it."""
    is_quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "'\""
    return text[1:-1] if is_quoted else text
