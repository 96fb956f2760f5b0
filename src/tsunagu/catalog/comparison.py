"""What of a program is set beside another's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tsunagu.catalog.enums import BodyKind, BudgetKind
from tsunagu.catalog.models import BudgetFigure, Contact, Edition, Eligibility, Program, Track
from tsunagu.catalog.queries.program import Neighbor, neighbors, newest_by_kind
from tsunagu.catalog.queries.search import newest_rules
from tsunagu.kernel.tables import Cell, Table


@dataclass(frozen=True, slots=True)
class Side:
    """One program's column."""

    program: Program
    rules: list[Eligibility]
    leads: list[BodyKind]
    together: list[BodyKind]
    edition: Edition | None
    tracks: list[Track]
    budgets: dict[BudgetKind, BudgetFigure]
    ties: dict[str, list[Neighbor]]
    contacts: list[Contact]

    @property
    def conditions(self) -> list[str]:
        """Conditions in words."""
        return [rule.condition for rule in self.rules if rule.condition]

    @property
    def excludes(self) -> list[str]:
        """Who or what is excluded, in words."""
        return [rule.excludes for rule in self.rules if rule.excludes]


def side(found: Program) -> Side:
    """A loaded program as a column.

    ``edition`` is the newest one that tells ways to apply, with an amount where any does.
    """
    rules = newest_rules(found)
    editions = sorted((edition for edition in found.editions.all() if edition.tracks.all()), key=_newest_with_amount)
    return Side(
        found,
        rules,
        _kinds(kind for rule in rules for kind in rule.lead_kinds),
        _kinds(kind for rule in rules for kind in [*rule.requires, *rule.consortium, *rule.partners]),
        editions[0] if editions else None,
        _telling(editions[0]) if editions else [],
        newest_by_kind(found),
        neighbors(found),
        _windows(found),
    )


def _newest_with_amount(edition: Edition) -> tuple[bool, int]:
    return (not any(track.amount_text for track in edition.tracks.all()), -edition.fiscal_year)


def compare_table(sides: Sequence[Side]) -> Table:
    """The comparison as a table, one row a fact and one column a program."""
    facts: list[tuple[str, list[Cell]]] = [
        ("name", [one.program.name for one in sides]),
        ("ministry", [one.program.ministry.name for one in sides]),
        ("summary", [one.program.summary for one in sides]),
        ("leads", [";".join(one.leads) for one in sides]),
        ("together_with", [";".join(one.together) for one in sides]),
        ("conditions", [" / ".join(one.conditions) for one in sides]),
        ("tracks", [" / ".join(_track_text(one.tracks)) for one in sides]),
        (
            "budgets",
            [
                " / ".join(f"{int(f.fiscal_year)} {kind}: {f.amount} ({f.printed})" for kind, f in one.budgets.items())
                for one in sides
            ],
        ),
        (
            "maps",
            [
                ";".join(dict.fromkeys(f"{box.map.name}:{box.phase}" for box in one.program.boxes.all()))
                for one in sides
            ],
        ),
        ("before", [";".join(near.program.name for near in one.ties["before"]) for one in sides]),
        ("after", [";".join(near.program.name for near in one.ties["after"]) for one in sides]),
        (
            "contacts",
            [
                " / ".join(
                    f"{point} {point.tel} {point.email}".strip() for row in one.contacts for point in row.points.all()
                )
                for one in sides
            ],
        ),
    ]
    return Table("compare", ["fact", *(one.program.key for one in sides)], [[name, *values] for name, values in facts])


def _kinds(names: Iterable[str]) -> list[BodyKind]:
    present = set(names)
    return [kind for kind in BodyKind if kind.value in present]


def _telling(edition: Edition) -> list[Track]:
    """The ways to apply that print an amount, a period or a number of awards; all where none does."""
    tracks = list(edition.tracks.all())
    return [track for track in tracks if track.amount_text or track.years_text or track.awards_text] or tracks


def _track_text(tracks: Sequence[Track]) -> list[str]:
    return [
        " ".join(filter(None, [track.name, track.amount_text, track.years_text, track.awards_text])) for track in tracks
    ]


def _windows(found: Program) -> list[Contact]:
    """One contact row for each distinct set of offices."""
    seen: dict[tuple[str, ...], Contact] = {}
    for row in found.contacts.all():
        seen.setdefault(tuple(f"{point} {point.tel} {point.email}" for point in row.points.all()), row)
    return list(seen.values())
