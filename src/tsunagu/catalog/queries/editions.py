"""The editions of the maps: which ones readers see, and all of them for the officer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.db.models import Count, Min, Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from tsunagu.access import queries as access
from tsunagu.access.actors import Actor
from tsunagu.access.queries import Asked, Told
from tsunagu.catalog import rights, sheets
from tsunagu.catalog.enums import EditionState, Verb
from tsunagu.catalog.models import Box, Contact, ContactPoint, Map
from tsunagu.catalog.rules.editions import DRAFTS, STEPS, is_possible
from tsunagu.catalog.sheets import Difference
from tsunagu.kernel import clock
from tsunagu.kernel.announced import Tool, Waiting
from tsunagu.kernel.tables import Column, Columns, Table, page_column
from tsunagu.kernel.years import FiscalYear


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition with the size of its tables. is_shown: whether readers see it now."""

    map: Map
    rows: int
    is_shown: bool

    @property
    def state(self) -> EditionState:
        """How far it has come."""
        return EditionState(self.map.state)

    @property
    def waits(self) -> bool:
        """Whether it waits to be published."""
        return self.state in DRAFTS

    def possible(self, by: Actor) -> list[Verb]:
        """What somebody can do with it now."""
        able = (verb for verb in STEPS if is_possible(verb, self.state, self.map.number))
        return [verb for verb in able if rights.EDITIONS.may(by, verb, self.map)]

    def needs_another(self, by: Actor) -> bool:
        """Whether somebody who publishes elsewhere may not publish it, since they brought it in themselves."""
        publishes = rights.EDITIONS.may_anywhere(by, Verb.PUBLISH)
        return self.waits and publishes and not rights.EDITIONS.may(by, Verb.PUBLISH, self.map)


EDITIONS = Columns[Edition](
    Column(
        "map",
        "地図",
        "Map",
        lambda edition: edition.map.key,
        page=lambda edition: edition.map,
        show="catalog/cells/edition.html",
    ),
    Column("year", "年度", "Fiscal year", lambda edition: edition.map.fiscal_year, show="year"),
    Column(
        "state",
        "状態",
        "State",
        lambda edition: edition.map.state,
        page=lambda edition: edition.state.label,
        show="catalog/cells/edition_state.html",
    ),
    Column("rows", "行数", "Rows", lambda edition: edition.rows),
    page_column("updated", "取り込み", "Imported", lambda edition: edition.map.updated, "accounts.at_time"),
)


def _identity(told: Told, part: int) -> str:
    """A part of the name of an edition in the ledger, which is its key, its year and its number."""
    words = str(told.parts["thing"]).split()
    return words[part] if part < len(words) else ""


STEPS_TAKEN = Columns[Told](
    Column("at", "日時", "Time", lambda told: told.at),
    Column("map", "地図", "Map", lambda told: _identity(told, 0)),
    Column("year", "年度", "Fiscal year", lambda told: _identity(told, 1)),
    Column("verb", "操作", "What was done", lambda told: told.entry.verb.partition(".")[2]),
    Column("by", "担当", "By", lambda told: told.actor),
    Column("reason", "理由", "Reason", lambda told: told.parts.get("reason", "")),
)


HISTORY = Columns[Told](
    replace(access.HISTORY["at"], page=lambda told: told.entry.at, show="accounts.at_time"),
    *access.HISTORY.without("at", "changes"),  # the verb says what became of the state
)


def published() -> QuerySet[Map]:
    """What can be seen: of each map and year the edition published last."""
    every = Map.objects.filter(state=EditionState.PUBLISHED).order_by("key", "fiscal_year", "-number")
    return Map.objects.filter(pk__in=every.distinct("key", "fiscal_year").values("pk"))


def shown(fiscal_year: FiscalYear | None = None) -> QuerySet[Map]:
    """What readers see: the maps of one fiscal year, or of each map the newest year that has any."""
    if fiscal_year is not None:
        return published().filter(fiscal_year=fiscal_year).order_by("order", "id")
    newest = published().order_by("key", "-fiscal_year").distinct("key")
    return Map.objects.filter(pk__in=newest.values("pk")).order_by("order", "id")


def drafts(fiscal_year: FiscalYear) -> QuerySet[Map]:
    """The editions of a fiscal year that wait to be published."""
    return Map.objects.filter(fiscal_year=fiscal_year, state__in=DRAFTS).order_by("order", "id")


def before(key: str, fiscal_year: FiscalYear) -> Map | None:
    """What a draft would stand in the place of: the published edition of its year, else of the newest one before."""
    return published().filter(key=key, fiscal_year__lte=fiscal_year).order_by("-fiscal_year").first()


def whole(editions: Iterable[Map]) -> QuerySet[Map]:
    """Editions with every row, as a spreadsheet needs them."""
    boxes = Box.objects.select_related("program", "document")
    points = ContactPoint.objects.select_related("office")
    rows = Contact.objects.select_related("program", "document").prefetch_related(Prefetch("points", queryset=points))
    return (
        Map.objects.filter(pk__in=[edition.pk for edition in editions])
        .order_by("order", "id")
        .select_related("document", "band_program")
        .prefetch_related(Prefetch("boxes", queryset=boxes), Prefetch("contacts", queryset=rows))
    )


def sheets_of(edition: Map | None) -> list[Table]:
    """An edition as sheets; without any, sheets without rows."""
    return sheets.tables(whole([edition] if edition else []))


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between an edition and an earlier one; without one, all of it is new."""

    old: Map | None
    found: list[Difference]

    @property
    def told(self) -> list[Difference]:
        """What is worth a line of its own."""
        return [difference for difference in self.found if not difference.is_usual]


def differences(draft: Map) -> list[Difference]:
    """What is new in a draft."""
    return _compared(before(draft.key, draft.fiscal_year), draft).found


def comparisons(edition: Map) -> list[Comparison]:
    """An edition beside the one in whose place it stands or would stand, and beside that of the year before."""
    if EditionState(edition.state) in DRAFTS:
        stood = before(edition.key, edition.fiscal_year)
    else:
        stood = _stood_before(edition)
        if stood is None:
            return []
    earlier = last_year(edition)
    others = [] if earlier is None or earlier == stood else [earlier]
    return [_compared(old, edition) for old in (stood, *others)]


def _stood_before(edition: Map) -> Map | None:
    """What readers would see, were an edition that was published not there."""
    earlier = Map.objects.filter(key=edition.key, fiscal_year=edition.fiscal_year, number__lt=edition.number)
    return earlier.filter(state=EditionState.PUBLISHED).order_by("-number").first() or last_year(edition)


def _compared(old: Map | None, new: Map) -> Comparison:
    of_another_year = old is not None and old.fiscal_year != new.fiscal_year
    found = sheets.differences(sheets_of(old), sheets_of(new), {}, of_another_year=of_another_year)
    return Comparison(old, found)


def last_year(edition: Map) -> Map | None:
    """What was published of the map for the newest year before that of an edition."""
    earlier = published().filter(key=edition.key, fiscal_year__lt=edition.fiscal_year)
    return earlier.order_by("-fiscal_year").first()


def listed(by: Actor) -> list[Edition]:
    """All editions that somebody may see: map by map, the newest first, with the sizes of their tables."""
    size = Count("boxes", distinct=True) + Count("contacts", distinct=True)
    rows = rights.EDITIONS.among(by, Map.objects.all()).order_by("key", "-fiscal_year", "-number")
    sizes = dict(rows.values_list("pk").annotate(size=size))
    seen = set(shown().values_list("pk", flat=True))
    return [Edition(row, sizes[row.pk], row.pk in seen) for row in rows]


def years_to_import() -> list[FiscalYear]:
    """The fiscal years for which maps can be brought in: those that have some, to the one after the present."""
    present = FiscalYear.of(clock.today())
    first = Map.objects.aggregate(first=Min("fiscal_year"))["first"] or present
    return [FiscalYear(year) for year in range(int(present) + 1, int(first) - 1, -1)]


def edition(number: int) -> Edition | None:
    """The edition in this row; whoever shows it asks who may see it."""
    row = Map.objects.select_related("document").filter(pk=number).first()
    if row is None:
        return None
    size = row.boxes.count() + row.contacts.count()
    return Edition(row, size, shown().filter(pk=row.pk).exists())


def steps(by: Actor) -> list[Told]:
    """What was done with the editions, the last first. Raises ``Hidden`` for who may not read the ledger."""
    return access.lines(by, Asked(kind=Map._meta.label))[::-1]


def history(by: Actor, number: int, since: int = 0) -> list[Told]:
    """What was done with the edition that is or was in this row, the last first. since: after that line."""
    told = access.history(by, Map(pk=number))
    return [line for line in told if line.entry.pk > since]


def desk(by: Actor) -> Iterator[Waiting]:
    """The drafts that wait for somebody who may publish them."""
    waiting = Map.objects.filter(state__in=DRAFTS).order_by("updated")
    for draft in rights.EDITIONS.among(by, waiting, Verb.PUBLISH):
        names = {"map": draft.display_name, "year": draft.fiscal_year.short()}
        yield Waiting(
            title=gettext("%(year)sの地図「%(map)s」の下書きを公開する") % names,
            url=reverse("catalog:edition", args=[draft.pk]),
            since=draft.updated,
            about=EditionState(draft.state).label,
        )


def tools(by: Actor) -> Iterator[Tool]:
    """Where an officer works with the maps."""
    if rights.EDITIONS.may_anywhere(by, Verb.SEE_EDITIONS):
        yield Tool(title=gettext("関連事業マップの版"), url=reverse("catalog:editions"))
