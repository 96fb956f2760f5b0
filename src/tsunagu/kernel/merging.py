"""Two people edit one record at once: what both wrote is put together field by field, and what cannot be is said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Facts = Mapping[str, Any]
"""The fields of a record under their names, as values that can be compared and that JSON can hold."""


@dataclass(frozen=True, slots=True)
class Change:
    """A field that somebody else changed meanwhile: as it was when one began, as it is now, and what one wrote."""

    field: str
    began: Any
    theirs: Any
    wrote: Any

    @property
    def is_conflict(self) -> bool:
        """Whether both changed it, and not to the same; else what the other wrote stays."""
        return bool(self.wrote not in (self.began, self.theirs))


@dataclass(frozen=True, slots=True)
class Merged:
    """Two changes of one record, put together.

    facts: all fields; where both changed one, what was written last by oneself. theirs: all fields as the other left
    them. changes: what the other changed.
    """

    facts: dict[str, Any]
    theirs: dict[str, Any]
    changes: tuple[Change, ...]

    @property
    def conflicts(self) -> tuple[Change, ...]:
        """The fields of which a person must choose one."""
        return tuple(change for change in self.changes if change.is_conflict)

    @property
    def taken_over(self) -> tuple[Change, ...]:
        """The fields in which what the other wrote stays."""
        return tuple(change for change in self.changes if not change.is_conflict)


class Stale(Exception):
    """Somebody else changed the record since the form was drawn; nothing was written. Doors answer 409."""

    def __init__(self, merged: Merged) -> None:
        super().__init__(", ".join(change.field for change in merged.changes))
        self.merged = merged


def merge(*, began: Facts, theirs: Facts, wrote: Facts) -> Merged:
    """Put together what a record was, what it is by now, and what somebody wrote who began from what it was.

    A field that ``began`` does not have is as one that everybody changed. One that nobody wrote stays as it is now.

    >>> merge(began={"a": 1, "b": 1}, theirs={"a": 1, "b": 2}, wrote={"a": 3, "b": 1}).facts
    {'a': 3, 'b': 2}
    """
    changes = tuple(_changes(began, theirs, wrote))
    kept = {change.field: change.theirs for change in changes if not change.is_conflict}
    return Merged({**theirs, **wrote, **kept}, dict(theirs), changes)


def require_fresh(*, began: Facts, theirs: Facts, wrote: Facts) -> None:
    """Raise ``Stale`` where a field was changed since somebody began, to something other than what they wrote."""
    merged = merge(began=began, theirs=theirs, wrote=wrote)
    if any(change.wrote != change.theirs for change in merged.changes):
        raise Stale(merged)


def differing(before: Facts, after: Facts) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields that differ, as they were and as they are: what the ledger keeps of an edit."""
    changed = [field for field, value in after.items() if before.get(field) != value]
    return {field: before.get(field) for field in changed}, {field: after[field] for field in changed}


def _changes(began: Facts, theirs: Facts, wrote: Facts) -> Iterator[Change]:
    for field, written in wrote.items():
        was, other = began.get(field), theirs.get(field)
        if field not in began or was != other:
            yield Change(field, was, other, written)
