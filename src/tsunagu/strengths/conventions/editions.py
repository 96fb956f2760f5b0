"""Conventions that change with an edition, as dated data.

University groups, windows, layers, reference values, names and mergers of universities.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import pyarrow as pa

from tsunagu.kernel.labels import worded
from tsunagu.strengths.conventions.data import rows

GROUPS = "nistep-288"  # the edition of university groups where none is named

_THRESHOLDS = pa.schema([("group", pa.int8()), ("least_bp", pa.int32())])


@dataclass(frozen=True, slots=True)
class Group:
    """One university group of an edition.

    ``least_bp``: the least share of national papers in basis points, None for the last group.
    """

    edition: str
    edition_ja: str
    edition_en: str
    group: int
    least_bp: int | None
    label_ja: str
    label_en: str
    source: str
    status: str
    note: str

    @property
    def label(self) -> str:
        """Its name in the language of the reader."""
        return worded(self.label_ja, self.label_en)


@dataclass(frozen=True, slots=True)
class Window:
    """A convention of windows.

    ``width``: years. ``citations_after``: citations count to so many years after the window, None: to the data's end.

    ``least_papers`` in ``least_years``: how many papers a university needs to be listed, None where the edition asks
    for none.
    """

    edition: str
    width: int
    citations_after: int | None
    least_papers: int | None
    least_years: int | None
    label_ja: str
    label_en: str
    source: str
    status: str


@dataclass(frozen=True, slots=True)
class Layer:
    """A country whose universities are compared by rank and size."""

    country: str
    name_ja: str
    name_en: str
    source: str
    status: str

    @property
    def name(self) -> str:
        """The country's name in the language of the reader."""
        return worded(self.name_ja, self.name_en)


@dataclass(frozen=True, slots=True)
class Reference:
    """A way to choose the value that a university's Q is compared with."""

    reference: str
    label_ja: str
    label_en: str
    note_ja: str
    note_en: str
    source: str
    status: str


@dataclass(frozen=True, slots=True)
class UniversityName:
    """A name that a university bore from one day to another, None: since ever, to this day."""

    ror: str
    name_ja: str
    name_en: str
    valid_from: datetime.date | None
    valid_to: datetime.date | None
    source: str
    status: str


@dataclass(frozen=True, slots=True)
class InstitutionLink:
    """An institution that counts as part of another. ``weight``: the part of it that does.

    relation: ``successor`` (it was merged into it), ``component``, ``joint`` or ``associated`` as in the Leiden
    Ranking.
    """

    child_ror: str
    child_name: str
    parent_ror: str
    parent_name: str
    relation: str
    weight: Fraction
    valid_from: datetime.date | None
    valid_to: datetime.date | None
    source: str
    status: str
    edition: str
    note: str

    @property
    def first_year(self) -> int | None:
        """The first year of publication for which the link holds.

        That of its first day, or the next where most of the year lies before it.
        """
        return None if self.valid_from is None else self.valid_from.year + (self.valid_from.month > 6)

    @property
    def last_year(self) -> int | None:
        """The last year of publication for which the link holds.

        That of its last day, or the one before where most of the year lies after it.
        """
        return None if self.valid_to is None else self.valid_to.year - (self.valid_to.month <= 6)


@cache
def group_editions() -> tuple[str, ...]:
    """The editions of university groups."""
    return tuple(dict.fromkeys(row["edition"] for row in rows("group_thresholds.csv")))


@cache
def groups(edition: str = GROUPS) -> tuple[Group, ...]:
    """The university groups of an edition, the largest first, その他 last.

    Raises ValueError for an edition that does not exist.
    """
    if edition not in group_editions():
        raise ValueError(
            f"there is no edition {edition!r} of university groups; there are {', '.join(group_editions())}"
        )
    return tuple(_group(row) for row in rows("group_thresholds.csv") if row["edition"] == edition)


def _group(row: Mapping[str, str]) -> Group:
    numbers = {"group": int(row["group"]), "least_bp": _whole(row["least_bp"])}
    return Group(**{**row, **numbers})  # type: ignore[arg-type]


def thresholds(edition: str = GROUPS) -> pa.Table:
    """The least share of each group as a table to bind: group (int8), least_bp (int32, basis points).

    その他 has no row.
    """
    bounded = [group for group in groups(edition) if group.least_bp is not None]
    least = [group.least_bp for group in bounded]
    return pa.table({"group": [group.group for group in bounded], "least_bp": least}, schema=_THRESHOLDS)


def group_label(group: int, edition: str = GROUPS) -> str:
    """The name of a group: 第1グループ or Group 1. Raises ValueError for a group that the edition does not have."""
    labels = {known.group: known.label for known in groups(edition)}
    if group not in labels:
        raise ValueError(f"the edition {edition!r} has no group {group}")
    return labels[group]


def group_edition_label(edition: str = GROUPS) -> str:
    """The name of an edition of university groups: NISTEP調査資料-288.

    Raises ValueError for an edition that does not exist.
    """
    first = groups(edition)[0]
    return worded(first.edition_ja, first.edition_en)


@cache
def windows() -> Mapping[str, Window]:
    """The conventions of windows by edition, that of the decks first."""
    return {row["edition"]: _window(row) for row in rows("windows.csv")}


def _window(row: Mapping[str, str]) -> Window:
    numbers = {name: _whole(row[name]) for name in ("width", "citations_after", "least_papers", "least_years")}
    return Window(**{**row, **numbers})  # type: ignore[arg-type]


@cache
def layers() -> tuple[Layer, ...]:
    """The countries of the layer comparison, in the order of the decks."""
    return tuple(Layer(**row) for row in rows("layers.csv"))


@cache
def references() -> Mapping[str, Reference]:
    """The ways to choose a reference value, by key, the decks' first."""
    return {row["reference"]: Reference(**row) for row in rows("references.csv")}


@cache
def university_names() -> tuple[UniversityName, ...]:
    """Names of universities that changed, the older first."""
    return tuple(_university_name(row) for row in rows("university_names.csv"))


def _university_name(row: Mapping[str, str]) -> UniversityName:
    return UniversityName(**{**row, **_days(row)})  # type: ignore[arg-type]


@cache
def institution_links() -> tuple[InstitutionLink, ...]:
    """Merged universities with their successors, and hospitals with their universities.

    A chain is followed from child to parent to its parent.
    """
    return tuple(_link(row) for row in rows("institution_links.csv"))


def _link(row: Mapping[str, str]) -> InstitutionLink:
    facts = {**row, **_days(row), "weight": Fraction(row["weight"])}
    return InstitutionLink(**facts)  # type: ignore[arg-type]


def _whole(text: str) -> int | None:
    return int(text) if text else None


def _days(row: Mapping[str, str]) -> dict[str, datetime.date | None]:
    return {name: _day(row[name]) for name in ("valid_from", "valid_to")}


def _day(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None
