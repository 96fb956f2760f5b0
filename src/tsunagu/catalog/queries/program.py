"""One program with everything that is known of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import Prefetch, QuerySet

from tsunagu.catalog.enums import BudgetKind, RelationKind
from tsunagu.catalog.models import (
    Alias,
    Box,
    BudgetFigure,
    Contact,
    Edition,
    Eligibility,
    PackageItem,
    Program,
    Relation,
    Sourced,
    Track,
    Want,
)
from tsunagu.catalog.queries import choices, days
from tsunagu.catalog.queries.editions import shown
from tsunagu.kernel.labels import Label
from tsunagu.kernel.questions import Door, asked
from tsunagu.kernel.years import FiscalYear

Fact = TypeVar("Fact", bound=Sourced)


MOST_COMPARED = 4


@dataclass(frozen=True, slots=True)
class CompareQuery:
    """Which programs to set side by side, and what to look for to add another."""

    programs: tuple[str, ...] = asked(Label("事業", "Program"), (), name="p", doors=Door.PAGE)
    words: str = asked(Label("加える事業", "Program to add"), "", name="add", most=choices.LONGEST, doors=Door.PAGE)
    as_of: date | None = days.as_of(doors=Door.PAGE)

    @property
    def shown(self) -> tuple[str, ...]:
        """The programs that have room."""
        return self.programs[:MOST_COMPARED]

    @property
    def beyond(self) -> tuple[str, ...]:
        """The others."""
        return self.programs[MOST_COMPARED:]


@dataclass(frozen=True, slots=True)
class Link:
    """A relation as seen from the program at hand."""

    label: str
    program: Program
    relation: Relation
    place: str  # before, after or beside


@dataclass(frozen=True, slots=True)
class Neighbor:
    """A program that stands before, after or beside the one at hand, with everything that ties them."""

    program: Program
    links: list[Link]

    @property
    def labels(self) -> list[str]:
        """The kinds of ties, each once."""
        return list(dict.fromkeys(link.label for link in self.links))


def program(key: str) -> Program | None:
    """A program with all that hangs on it, in a fixed number of statements."""
    return _complete().filter(key=key).first()


def every() -> list[Program]:
    """All programs with all that hangs on them, in a fixed number of statements."""
    return list(_complete())


def side_by_side(keys: Sequence[str]) -> list[Program]:
    """Several programs with all that hangs on them, in the order asked for."""
    programs = {program.key: program for program in _complete().filter(key__in=keys)}
    return [programs[key] for key in keys if key in programs]


def _complete() -> QuerySet[Program]:
    contacts = _with_document(Contact).filter(map__in=shown()).select_related("map").prefetch_related("points")
    items = _with_document(PackageItem).select_related("package").order_by("-package__date", "id")
    return Program.objects.select_related("ministry", "agency").prefetch_related(
        Prefetch("aliases", _with_document(Alias)),
        Prefetch("wants", _with_document(Want)),
        Prefetch("eligibilities", _with_document(Eligibility)),
        Prefetch("editions", _with_document(Edition).prefetch_related(Prefetch("tracks", _with_document(Track)))),
        Prefetch("budgets", _with_document(BudgetFigure).select_related("counts_in")),
        Prefetch("boxes", _with_document(Box).filter(map__in=shown()).select_related("map")),
        Prefetch("contacts", contacts),
        Prefetch("relations", _with_document(Relation).select_related("to__ministry")),
        Prefetch("reverse_relations", _with_document(Relation).select_related("program__ministry")),
        Prefetch("package_items", items),
    )


def _with_document(model: type[Fact]) -> QuerySet[Fact]:
    return model.objects.select_related("document")


def neighbors(program: Program) -> dict[str, list[Neighbor]]:
    """The programs before, after and beside, each once: what comes before or after is not repeated beside."""
    ties: dict[int, list[Link]] = defaultdict(list)
    for link in links(program):
        ties[link.program.pk].append(link)
    placed: dict[str, list[Neighbor]] = {"before": [], "after": [], "beside": []}
    for tied in ties.values():
        place = next((link.place for link in tied if link.place != "beside"), "beside")
        placed[place].append(Neighbor(tied[0].program, tied))
    return placed


def newest_by_kind(program: Program) -> dict[BudgetKind, BudgetFigure]:
    """The newest known figure of each kind; 内数 and parts only where there is no other."""
    newest: dict[str, BudgetFigure] = {}
    for figure in sorted(program.budgets.all(), key=lambda figure: (figure.fiscal_year, figure.is_whole)):
        if figure.amount is not None:
            newest[figure.kind] = figure
    return {kind: newest[kind] for kind in BudgetKind if kind in newest}


def links(program: Program) -> list[Link]:
    """What comes before, after and beside a program; what two documents say alike stands once."""
    unique: dict[tuple[str, int], Link] = {}
    for link in _links(program):
        unique.setdefault((link.label, link.program.pk), link)
    return list(unique.values())


def in_order(figures: Iterable[BudgetFigure]) -> list[BudgetFigure]:
    """Budget figures kind by kind, the newest year first."""
    kinds = list(BudgetKind)
    return sorted(figures, key=lambda figure: (kinds.index(BudgetKind(figure.kind)), -figure.fiscal_year))


def by_year(editions: Iterable[Edition]) -> dict[FiscalYear, list[Edition]]:
    """What documents say of each fiscal year, the newest first; in a year those first that tell ways to apply."""
    years: dict[FiscalYear, list[Edition]] = defaultdict(list)
    for edition in sorted(editions, key=lambda edition: not edition.tracks.all()):
        years[edition.fiscal_year].append(edition)
    return dict(sorted(years.items(), reverse=True))


def track_names(program: Program) -> dict[str, str]:
    """The name of each track in the reader's language, the newest one."""
    names: dict[str, str] = {}
    for editions in by_year(program.editions.all()).values():
        for edition in editions:
            for track in edition.tracks.all():
                names.setdefault(track.key, track.display_name)
    return names


def offices(program: Program) -> list[list[Contact]]:
    """The rows of the contact tables, those with the same offices together."""
    together: dict[tuple[str, ...], list[Contact]] = defaultdict(list)
    for row in program.contacts.all():
        points = tuple(f"{point} {point.tel} {point.extension} {point.email}" for point in row.points.all())
        together[points].append(row)
    return list(together.values())


def _links(program: Program) -> Iterator[Link]:
    """Each relation, first those that the program's own file names."""
    for relation in program.relations.all():
        kind = RelationKind(relation.kind)
        yield Link(kind.label, relation.to, relation, _PLACES.get(kind, "beside"))
    for relation in program.reverse_relations.all():
        kind = RelationKind(relation.kind)
        yield Link(kind.reverse_label, relation.program, relation, _OPPOSITE[_PLACES.get(kind, "beside")])


# Where the program stands that a relation names.
_PLACES = {
    RelationKind.LEADS_TO: "after",
    RelationKind.SUCCESSOR_OF: "before",
    RelationKind.USES_RESULTS_OF: "before",
}
_OPPOSITE = {"before": "after", "after": "before", "beside": "beside"}
