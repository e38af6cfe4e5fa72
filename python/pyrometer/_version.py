"""The version of this package, equal to that of Pyrometer."""

__version__ = "0.1.0"
