"""Which programs fit what a question narrows to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from tsunagu.catalog.enums import BodyKind, Phase, Sort, State
from tsunagu.catalog.enums.tags import tag_label
from tsunagu.catalog.models import Box, BudgetFigure, Contact, Edition, Eligibility, Program
from tsunagu.catalog.queries import choices, days, states
from tsunagu.catalog.queries.editions import shown
from tsunagu.kernel.labels import Label
from tsunagu.kernel.questions import Choices, Door, asked
from tsunagu.kernel.years import FiscalYear

_WANT = Label("やりたいこと", "What you want to do")
_TAG = Label("分野・目的", "Field or purpose")
_ROLES = ("lead", "partial", "consortium", "partners", "requires")


def _tags() -> Choices:
    return [(tag, tag_label(tag)) for tag in choices.tags()]


@dataclass(frozen=True, slots=True)
class ProgramQuery:
    """What somebody is looking for. Empty fields do not narrow."""

    words: str = asked(
        _WANT, "", name="q", most=choices.LONGEST, help="a want in plain words", example="無人バスを走らせたい"
    )
    applicant: BodyKind | None = choices.applicant(
        also="as", help="who asks: programs that only others may apply for are marked"
    )
    theme: str = choices.theme()
    phase: Phase | None = choices.phase()
    ministry: str = choices.ministry()
    tag: str = asked(
        _TAG, "", most=40, choices=_tags, help="only programs with this tag, e.g. 人材育成", example="人材育成"
    )
    fiscal_year: FiscalYear | None = choices.year(choices=choices.year_choices)
    state: State | None = states.in_state()
    new_call: bool | None = choices.new_call()
    updated_since: date | None = choices.updated_since()
    as_of: date | None = days.as_of()
    sort: Sort = asked(
        Label("並び順", "Sort by"), Sort.RELEVANCE, blank=None, help="the order; programs that have ended come last"
    )
    limit: int = asked(Label("件数", "Number"), 100, least=1, most=1000, doors=Door.API, help="how many at most")
    offset: int = asked(
        Label("先頭の位置", "Offset"), 0, least=0, most=100_000, doors=Door.API, help="how many to pass over"
    )

    @property
    def narrows(self) -> bool:
        """Whether anything but words and applicant is asked."""
        chosen = (self.theme, self.phase, self.ministry, self.tag, self.fiscal_year, self.updated_since)
        return any(chosen) or self.by_state

    @property
    def by_state(self) -> bool:
        """Whether programs in some states only are asked."""
        return self.state is not None or self.new_call is not None


def fitting(query: ProgramQuery) -> QuerySet[Program]:
    """The programs that fit everything but the words, on the day on which the catalog is looked at."""
    rows = Program.objects.all()
    if query.theme:
        rows = rows.filter(pk__in=on_map(query.theme))
    if query.phase:
        rows = rows.filter(pk__in=_in_phase(query.phase, query.theme))
    if query.fiscal_year:
        rows = _known_in(rows, query.fiscal_year)
    if query.ministry:
        rows = rows.filter(Q(ministry__key=query.ministry) | Q(agency__key=query.ministry))
    if query.tag:
        rows = rows.filter(tags__contains=[query.tag])
    if query.updated_since:
        rows = rows.filter(updated__date__gte=query.updated_since)
    if query.by_state:
        rows = rows.filter(pk__in=states.in_states(states.wanted_states(query.state, query.new_call)))
    if query.applicant:
        rows = rows.filter(pk__in=_naming(query.applicant))
    return rows


def on_map(theme: str) -> QuerySet[Program, int]:
    """Programs on a map, as a box or as a row of its contact table."""
    maps = shown().filter(key=theme)
    boxes = Box.objects.order_by().filter(map__in=maps).values_list("program", flat=True)
    rows = Contact.objects.order_by().filter(map__in=maps).values_list("program", flat=True)
    return boxes.union(rows)  # type: ignore[return-value]


def _in_phase(phase: Phase, theme: str) -> Any:
    """Programs with a box in a phase; where a theme is asked, too, on that map."""
    boxes = Box.objects.filter(phase=phase.value, map__in=shown())
    return (boxes.filter(map__key=theme) if theme else boxes).values("program")


def _known_in(rows: QuerySet[Program], year: FiscalYear) -> QuerySet[Program]:
    """Those of which anything is known of a year: an edition, a box or a budget figure."""
    editions = Edition.objects.filter(fiscal_year=year).values("program")
    boxes = Box.objects.filter(map__in=shown(year)).values("program")
    figures = BudgetFigure.objects.filter(fiscal_year=year).values("program")
    return rows.filter(Q(pk__in=editions) | Q(pk__in=boxes) | Q(pk__in=figures))


def _naming(body: BodyKind) -> Any:
    """Programs with a rule that names this kind of body in any role."""
    kinds = [kind.value for kind in BodyKind if kind.overlaps(body)]
    named = Q()
    for role in _ROLES:
        named |= Q(**{f"{role}__overlap": kinds})
    return Eligibility.objects.filter(named).values("program")
