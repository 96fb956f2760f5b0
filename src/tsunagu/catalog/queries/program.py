"""One program with everything that is known of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

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
    Track,
    Want,
)
from tsunagu.kernel.money import Yen

_TRACKS = Prefetch("tracks", queryset=Track.objects.select_related("document"))


@dataclass(frozen=True, slots=True)
class Link:
    """A relation as seen from the program at hand."""

    label: str
    program: Program
    relation: Relation
    place: str  # before, after or beside


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the budget chart: a figure with its share of the largest one."""

    figure: BudgetFigure
    share: float


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


def side_by_side(keys: Sequence[str]) -> list[Program]:
    """Several programs with all that hangs on them, in the order asked for."""
    rows = {found.key: found for found in _complete().filter(key__in=keys)}
    return [rows[key] for key in keys if key in rows]


def _complete() -> QuerySet[Program]:
    return Program.objects.select_related("ministry", "agency").prefetch_related(
        Prefetch("aliases", queryset=Alias.objects.select_related("document")),
        Prefetch("wants", queryset=Want.objects.select_related("document")),
        Prefetch("eligibilities", queryset=Eligibility.objects.select_related("document")),
        Prefetch("editions", queryset=Edition.objects.select_related("document").prefetch_related(_TRACKS)),
        Prefetch("budgets", queryset=BudgetFigure.objects.select_related("document", "counts_in")),
        Prefetch("boxes", queryset=Box.objects.select_related("document", "map")),
        Prefetch("contacts", queryset=Contact.objects.select_related("map", "document").prefetch_related("points")),
        Prefetch("relations", queryset=Relation.objects.select_related("to__ministry", "document")),
        Prefetch("reverse_relations", queryset=Relation.objects.select_related("program__ministry", "document")),
        Prefetch(
            "package_items",
            queryset=PackageItem.objects.select_related("package", "document").order_by("-package__date", "id"),
        ),
    )


def neighbors(found: Program) -> dict[str, list[Neighbor]]:
    """The programs before, after and beside, each once: what comes before or after is not repeated beside."""
    ties: dict[int, list[Link]] = defaultdict(list)
    for link in links(found):
        ties[link.program.pk].append(link)
    placed: dict[str, list[Neighbor]] = {"before": [], "after": [], "beside": []}
    for tied in ties.values():
        place = next((link.place for link in tied if link.place != "beside"), "beside")
        placed[place].append(Neighbor(tied[0].program, tied))
    return placed


def newest_by_kind(found: Program) -> dict[BudgetKind, BudgetFigure]:
    """The newest known figure of each kind; 内数 only where there is no other."""
    newest: dict[BudgetKind, BudgetFigure] = {}
    for figure in sorted(found.budgets.all(), key=lambda f: (f.fiscal_year, not f.inclusive)):
        if figure.amount is not None:
            newest[BudgetKind(figure.kind)] = figure
    return dict(sorted(newest.items(), key=lambda item: list(BudgetKind).index(item[0])))


def links(found: Program) -> list[Link]:
    """What comes before, after and beside a program."""
    ahead = [
        Link(RelationKind(r.kind).label, r.to, r, _place(RelationKind(r.kind), forward=True))
        for r in found.relations.all()
    ]
    back = [
        Link(RelationKind(r.kind).reverse_label, r.program, r, _place(RelationKind(r.kind), forward=False))
        for r in found.reverse_relations.all()
    ]
    seen: set[tuple[str, int]] = set()
    unique = []
    for link in [*ahead, *back]:
        mark = (link.label, link.program.pk)
        if mark not in seen:
            seen.add(mark)
            unique.append(link)
    return unique


def _place(kind: RelationKind, *, forward: bool) -> str:
    if kind is RelationKind.LEADS_TO:
        return "after" if forward else "before"
    if kind in (RelationKind.SUCCESSOR_OF, RelationKind.USES_RESULTS_OF):
        return "before" if forward else "after"
    return "beside"


def bars(figures: Sequence[BudgetFigure]) -> dict[BudgetKind, list[Bar]]:
    """Budget figures by kind for a chart. Kinds are kept apart: they never add up across kinds."""
    largest = max((figure.amount for figure in figures if figure.amount), default=Yen(1))
    grouped: dict[BudgetKind, list[Bar]] = defaultdict(list)
    for figure in sorted(figures, key=lambda f: (list(BudgetKind).index(BudgetKind(f.kind)), f.fiscal_year)):
        grouped[BudgetKind(figure.kind)].append(Bar(figure, (figure.amount or 0) / largest))
    return dict(grouped)
