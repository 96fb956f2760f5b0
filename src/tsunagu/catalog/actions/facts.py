"""Facts of the text files as columns of the database's tables, and what the database refuses."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
from django.db import DataError, IntegrityError
from django.db.models import ProtectedError

from tsunagu.catalog import files
from tsunagu.catalog.models import Document, Program, Total
from tsunagu.kernel import turns
from tsunagu.kernel.problems import Problem, Rejected


class Sources:
    """``at = "package-2022:11"`` resolved to columns."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self._documents = documents

    @classmethod
    def register(cls, records: Iterable[files.DocumentFile]) -> Sources:
        """Bring the documents of the files in and know them."""
        for record in records:
            Document.objects.update_or_create(key=record.key, defaults=columns(record, "key"))
        return cls.known()

    @classmethod
    def known(cls) -> Sources:
        """The documents that are there."""
        return cls({document.key: document for document in Document.objects.all()})

    def of(self, fact: files.Fact) -> dict[str, Any]:
        """The source columns of one fact."""
        key, _, page = fact.at.partition(":")
        document = self._documents.get(key)
        # A summary of several sources is nobody's print: the facts keep their source, not its words.
        printed = fact.printed if document is None or document.verbatim else ""
        return {"document": document, "page": page, "printed": printed}


@dataclass(frozen=True)
class Named:
    """What facts name by a key: their sources, programs and printed totals; and ministries by name."""

    sources: Sources
    bodies: Mapping[str, Any]
    programs: dict[str, Program]
    totals: Mapping[str, Total] = field(default_factory=dict)


def columns(record: msgspec.Struct, *without: str) -> dict[str, Any]:
    """A file record's own fields, without its source, its nested records and those named."""
    left_out = {"at", "printed", *without}
    values = {name: getattr(record, name) for name in record.__struct_fields__ if name not in left_out}
    return {name: value for name, value in values.items() if not isinstance(value, msgspec.Struct)}


def take_load_lock() -> None:
    """Wait until no other load or import is at work, until the end of the transaction."""
    turns.take("catalog.load")  # two loads at once would trip over each other's keys


@contextlib.contextmanager
def refusals(where: str) -> Iterator[None]:
    """Turn what the database refuses into a problem with its place.

    It refuses a text too long for its column, or to drop something that is still named.
    """
    try:
        yield
    except ProtectedError as error:
        still = ", ".join(sorted(f"{named._meta.verbose_name} {named}" for named in error.protected_objects))
        message = f"cannot be taken away, since an edited map edition still names it: {still}"
        raise Rejected([Problem("still_named", message, where=where)]) from error
    except (DataError, IntegrityError) as error:
        raise Rejected([Problem("database", str(error).splitlines()[0], where=where)]) from error
