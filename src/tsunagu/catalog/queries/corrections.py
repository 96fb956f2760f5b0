"""Corrections of programs: what of a program can be corrected, how corrections stand, and what waits for whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from tsunagu.access import queries as access
from tsunagu.access.actors import Actor
from tsunagu.access.queries import Told
from tsunagu.catalog import rights
from tsunagu.catalog.enums import BudgetKind, Verb
from tsunagu.catalog.enums.corrections import CorrectionState, PlaceKind
from tsunagu.catalog.models import BudgetFigure, Call, Correctable, Correction, Eligibility, Program, Track
from tsunagu.catalog.models.days import day, known_from
from tsunagu.catalog.rules import corrections as rules
from tsunagu.kernel.announced import Tool, Waiting
from tsunagu.kernel.labels import in_row
from tsunagu.kernel.tables import Column, Columns

MODELS: Mapping[PlaceKind, type[Correctable]] = {
    PlaceKind.RULE: Eligibility,
    PlaceKind.TRACK: Track,
    PlaceKind.CALL: Call,
    PlaceKind.BUDGET: BudgetFigure,
}
"""The rows of a program that can be corrected, by what they are."""
LONGEST_KEY = 300


@dataclass(frozen=True, slots=True)
class Place:
    """What of a program can be corrected. filed: the row as the files say it; shown: as readers see it."""

    key: str
    filed: Any
    shown: Any

    @property
    def kind(self) -> PlaceKind:
        """What it is."""
        return rules.kind_of(self.key)

    @property
    def about(self) -> str:
        """What it is, in the reader's language: its kind, year and name."""
        return f"{rules.named(self.key)} {self._name}".rstrip()

    @property
    def brief(self) -> str:
        """What tells it apart from others of its kind: its year and name."""
        return f"{rules.year_of(self.key)} {self._name}".strip()

    @property
    def source(self) -> str:
        """Where the row was read, in one line."""
        return "" if self.kind is PlaceKind.PROGRAM else self.shown.cited_as

    @property
    def _name(self) -> str:
        if self.kind is PlaceKind.BUDGET:
            return BudgetKind(self.shown.kind).label
        return "" if self.kind is PlaceKind.PROGRAM else str(getattr(self.shown, "name", ""))

    @property
    def facts(self) -> dict[str, Any]:
        """Its fields as readers see them, as forms write them."""
        return facts_of(self.kind, self.shown)

    @property
    def is_corrected(self) -> bool:
        """Whether readers see another row than that of the files."""
        return self.shown is not self.filed


def facts_of(kind: PlaceKind, row: Model) -> dict[str, Any]:
    """The fields of a row that can be corrected, as forms write them."""
    return {name.value: as_fact(getattr(row, name.value)) for name in rules.FIELDS[kind]}


def as_fact(value: Any) -> Any:
    """A value of a column as a text or a list of texts; nothing is empty."""
    if value is None:
        return ""
    if isinstance(value, list):
        return [str(one) for one in value]
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(int(value)) if isinstance(value, int) and not isinstance(value, bool) else str(value)


def program(key: str) -> Program | None:
    """The program of a key, if there is one; what may be done with it is asked at the door."""
    return Program.objects.select_related("ministry", "agency").filter(key=key).first()


def correction(number: int) -> Correction | None:
    """The correction with a number, if there is one; what may be done with it is asked at the door."""
    return Correction.objects.select_related("program__ministry", "document").filter(pk=number).first()


def places(program: Program) -> list[Place]:
    """All that can be corrected of a program: itself first, then its rules, ways to apply, calls and figures."""
    own = Place(rules.PROGRAM, program, program)
    return [own, *(place for kind in MODELS for place in _places(program, kind))]


def place(program: Program, key: str) -> Place | None:
    """One place of a program; none where its files do not have it."""
    kinds = [kind for kind in PlaceKind if key.partition("/")[0] == kind.value]
    if not kinds:
        return None
    if kinds == [PlaceKind.PROGRAM]:
        return Place(rules.PROGRAM, program, program) if key == rules.PROGRAM else None
    return next((one for one in _places(program, kinds[0]) if one.key == key), None)


def _places(program: Program, kind: PlaceKind) -> Iterator[Place]:
    rows = list(_filed(program, kind))
    keys = rules.keys(kind, map(_TOLD_BY[kind], rows))
    for key, row in zip(keys, rows, strict=True):
        yield Place(key[:LONGEST_KEY], row, getattr(row, "corrected", None) or row)


def _filed(program: Program, kind: PlaceKind) -> QuerySet[Any]:
    """The rows of a kind as the files say them, also those over which a correction stands."""
    of_it = Q(edition__program=program) if kind is PlaceKind.TRACK else Q(program=program)
    related = ("edition__document",) if kind is PlaceKind.TRACK else ("document",)
    rows: QuerySet[Any] = MODELS[kind]._base_manager.filter(of_it, corrects__isnull=True)
    return rows.select_related(*related, "corrected__document").order_by("pk")


def _document(row: Any) -> str:
    return row.document.key if row.document else ""


def _of_track(row: Any) -> tuple[Any, ...]:
    edition = row.edition
    return int(edition.fiscal_year), edition.basis, _document(edition), edition.page, row.key


_TOLD_BY: Mapping[PlaceKind, Any] = {
    PlaceKind.RULE: lambda row: (int(row.fiscal_year), _document(row), row.page),
    PlaceKind.TRACK: _of_track,
    PlaceKind.CALL: lambda row: (int(row.fiscal_year), row.track, row.name),
    PlaceKind.BUDGET: lambda row: (int(row.fiscal_year), row.kind, _document(row), row.page),
}


def filed_facts(place: Place) -> dict[str, Any]:
    """The fields of a place as the files say them."""
    if place.kind is not PlaceKind.PROGRAM:
        return facts_of(place.kind, place.filed)
    filed = place.facts
    for one in standing(place.filed, place.key):
        filed |= one.filed
    return filed


def there(program: Program, place: Place) -> dict[str, Any]:
    """The fields of a place as readers see them, with those in their place that wait for approval."""
    seen = place.facts
    for one in waiting(program, place.key):
        seen |= one.after
    return seen


def standing(program: Program, place: str = "") -> list[Correction]:
    """The corrections of a program, or of one place, that readers see, in the order in which they were approved."""
    rows = Correction.objects.filter(program=program, state=CorrectionState.STANDING).select_related("document")
    return list((rows.filter(place=place) if place else rows).order_by("decided_at", "pk"))


def waiting(program: Program, place: str = "") -> list[Correction]:
    """The corrections of a program, or of one place, that wait for approval, the oldest first."""
    rows = Correction.objects.filter(program=program, state=CorrectionState.PROPOSED).order_by("pk")
    return list(rows.filter(place=place) if place else rows)


def shown(program: Program) -> list[Correction]:
    """The corrections by which readers see a program, the last first; on a day those whose source was known then."""
    rows = Correction.objects.filter(program=program, state=CorrectionState.STANDING).select_related("document")
    seen = rows.filter(known(day())) if day() else rows
    return list(seen.order_by("-decided_at", "-pk"))


def known(on: Any) -> Q:
    """Narrows corrections to those whose source was known on a day."""
    early = Correction.objects.annotate(known=known_from("document__")).filter(known__lte=on)
    return Q(pk__in=early.values("pk"))


CORRECTIONS = Columns[Correction](
    Column("number", "番号", "Number", lambda one: one.pk),
    Column(
        "program",
        "事業",
        "Program",
        lambda one: one.program.key,
        page=lambda one: one,
        show="catalog/cells/correction.html",
    ),
    Column("place", "箇所", "Place", lambda one: one.place, page=lambda one: one.about),
    Column(
        "fields",
        "項目",
        "Fields",
        lambda one: " ".join(one.after),
        page=lambda one: fields_text(one.fields),
    ),
    Column(
        "state",
        "状態",
        "State",
        lambda one: one.state,
        page=lambda one: CorrectionState(one.state).label,
        show="catalog/cells/correction_state.html",
    ),
    Column("clashing", "資料と食い違う項目", "Clashing", lambda one: " ".join(one.clashing)),
    Column("proposed", "提案", "Proposed", lambda one: _day(one.proposed_at)),
    Column("decided", "決定", "Decided", lambda one: _day(one.decided_at)),
    Column("source", "出典", "Source", lambda one: source_text(one)),
    Column("reason", "理由", "Reason", lambda one: one.reason),
)
LISTED = CORRECTIONS.without("number", "place", "clashing", "source", "reason")


def fields_text(fields: Iterable[Any]) -> str:
    """Fields in one line."""
    return in_row([field.label for field in fields])


def source_text(one: Correction) -> str:
    """The source of a correction in one line."""
    return one.document.cited(one.page) if one.document else one.url


def _day(instant: Any) -> str:
    return timezone.localtime(instant).date().isoformat() if instant else ""


def listed(by: Actor, state: CorrectionState | None = None) -> list[Correction]:
    """The corrections that somebody may see, the last first."""
    rows = Correction.objects.select_related("program", "document")
    seen = rights.CORRECTIONS.among(by, rows).order_by("-pk")
    return list(seen.filter(state=state) if state else seen)


def history(by: Actor, one: Correction) -> list[Told]:
    """What was done with a correction, the last first."""
    return access.history(by, one)


def may_propose(by: Actor, program: Program) -> bool:
    """Whether somebody may propose corrections of a program."""
    return rights.PROGRAMS.may(by, Verb.PROPOSE, program)


def desk(by: Actor) -> Iterator[Waiting]:
    """The corrections that wait for somebody's approval, and those whose files say something else by now."""
    wanted = Q(state=CorrectionState.PROPOSED) | Q(state=CorrectionState.STANDING, clashing__len__gt=0)
    rows = Correction.objects.filter(wanted).select_related("program").order_by("pk")
    for one in rights.CORRECTIONS.among(by, rows, Verb.APPROVE):
        yield Waiting(
            title=gettext("「%(program)s」の訂正を確かめる") % {"program": one.program.display_name},
            url=one.get_absolute_url(),
            since=one.proposed_at,
            about=fields_text(one.fields),
        )


def tools(by: Actor) -> Iterator[Tool]:
    """Where an officer works with corrections: who is in charge of a program, or may see a correction."""
    able = rights.PROGRAMS.among(by, Program.objects.all(), Verb.PROPOSE).exists()
    if able or rights.CORRECTIONS.among(by, Correction.objects.all()).exists():
        yield Tool(title=gettext("事業の訂正"), url=reverse("catalog:corrections"))
