"""What goes wrong with a database, in words for the operator."""

from __future__ import annotations


class DatabaseUnavailable(Exception):
    """The database cannot be started or reached; the text says in plain words what to do."""
