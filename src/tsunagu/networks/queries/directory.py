"""Networks found by words and narrowed by facets, with the sizes of their sides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Max, Min, Q, QuerySet

from tsunagu.catalog.queries import choices
from tsunagu.kernel import clock
from tsunagu.kernel.labels import Label, language
from tsunagu.kernel.questions import Choices, asked
from tsunagu.kernel.remembering import remembered
from tsunagu.kernel.tables import Column, Columns
from tsunagu.kernel.years import FiscalYear
from tsunagu.networks.enums import NetworkKind
from tsunagu.networks.models import LONGEST_KEY, Network
from tsunagu.networks.queries.moments import Moment, moment
from tsunagu.organizations.enums import Side
from tsunagu.organizations.queries import memberships, regions

LONGEST_WORDS = 100  # characters
STAR = ("regional-university-grant", "coi-next")
"""The two programs whose regions the package marks with ★."""


@remembered(language)
def programs() -> Choices:
    """Keys and names of the programs that gave rise to networks."""
    keys = published().exclude(program="").order_by().values_list("program", flat=True).distinct()
    return [(program.key, program.display_name) for program in choices.named(list(keys))]


@remembered(language)
def prefectures() -> Choices:
    """Codes and names of all prefectures."""
    return [(tile.code, tile.display_name) for tile in regions.known_tiles()]


@remembered(language)
def years() -> Choices:
    """The fiscal years from the first known beginning of a network, or membership, to now."""
    known = Network.objects.filter(draft=False).aggregate(first=Min("valid_from"), last=Max("valid_from"))
    days = [day for day in (known["first"], *memberships.first_days()[:1]) if day]
    this = FiscalYear.of(clock.today())
    first = min([FiscalYear.of(day) for day in days], default=this)
    every = [FiscalYear(year) for year in range(this, first - 1, -1)]
    return [(str(int(year)), year.text()) for year in every]


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkQuery:
    """Which networks are asked for, and as of which year."""

    words: str = asked(
        Label("名称・取組", "Name or plan"),
        "",
        name="q",
        most=LONGEST_WORDS,
        help="a part of the name, the plan or the summary",
        example="光",
    )
    program: str = asked(
        Label("事業", "Program"),
        "",
        choices=programs,
        most=LONGEST_KEY,
        help="only networks that this program gave rise to",
        example="coi-next",
    )
    kind: NetworkKind | None = asked(Label("種類", "Kind"), None, help="only networks of this kind")
    prefecture: str = asked(
        Label("都道府県", "Prefecture"),
        "",
        choices=prefectures,
        most=2,
        help="only networks that work in this prefecture, by its code from 01 to 47",
        example="36",
    )
    side: Side | None = asked(Label("構成員の立場", "Side"), None, help="only networks with a member on this side")
    year: FiscalYear | None = asked(
        Label("年度", "Fiscal year"), None, choices=years, help="as in this fiscal year; as today where it is not said"
    )

    @property
    def moment(self) -> Moment:
        """The days that are asked about."""
        return moment(self.year)


Sizes = dict[Side | None, int]
"""How many members each side has."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A network of a list. program: its name, empty where none is known. sides: how many members each side has."""

    network: Network
    program: str
    sides: Sizes

    @property
    def members(self) -> int:
        """How many members are known."""
        return sum(self.sides.values())

    @property
    def parts(self) -> list[tuple[Side, int]]:
        """The sides that it has, in their order."""
        return [(side, self.sides[side]) for side in Side if side in self.sides]


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a filter, and how many networks it leaves."""

    value: str
    label: str
    size: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facets:
    """The choices that leave any network, the others being as they are."""

    kinds: Sequence[Choice]
    programs: Sequence[Choice]


def _sided(side: Side) -> Column[Listed]:
    def size(row: Listed) -> int:
        return row.sides.get(side, 0)

    return Column(side.value, side.ja, side.en, size, style="number")


NETWORKS = Columns[Listed](
    Column("key", "番号", "Key", lambda row: row.network.body.key),
    Column("name", "名称", "Name", lambda row: row.network.body.name),
    Column("kind", "種類", "Kind", lambda row: row.network.kind),
    Column("program", "事業", "Program", lambda row: row.network.program),
    Column("standing", "位置付け", "NetworkStanding", lambda row: row.network.standing),
    Column("prefectures", "都道府県", "Prefectures", lambda row: "|".join(row.network.prefectures)),
    Column("plan", "計画名", "Plan", lambda row: row.network.plan),
    Column("members", "構成員", "Members", lambda row: row.members, style="number"),
    *map(_sided, Side),
    Column("valid_from", "開始日", "Since", lambda row: _day(row.network.valid_from)),
    Column("document", "資料", "Document", lambda row: cited(row.network)),
)


def published() -> QuerySet[Network]:
    """The networks that everybody may see, with their bodies."""
    return Network.objects.filter(draft=False).select_related("body")


def networks(question: NetworkQuery) -> list[Listed]:
    """The networks that fit, in the order of the files; in a fixed number of statements."""
    there = list(fitting(question))
    sizes = memberships.sizes([network.body_id for network in there], *question.moment.days)
    names = dict(programs())
    rows = [_listed(network, names, sizes) for network in there]
    return [row for row in rows if question.side is None or question.side in row.sides]


def facets(question: NetworkQuery) -> Facets:
    """What can be chosen beside a question, with how many networks each choice leaves; in two statements."""
    kinds = _sizes(replace(question, kind=None), "kind")
    programs_ = _sizes(replace(question, program=""), "program")
    return Facets(
        _choices(NetworkKind.options(), kinds, question.kind or ""),
        _choices(programs(), programs_, question.program),
    )


def cited(fact: Any) -> str:
    """Where a fact was read, as files say it."""
    return f"{fact.document}:{fact.page}" if fact.page else str(fact.document)


def fitting(question: NetworkQuery) -> QuerySet[Network]:
    """The published networks that fit, whoever is in them."""
    found = published().filter(question.moment.networks)
    if question.program:
        found = found.filter(program=question.program)
    if question.kind:
        found = found.filter(kind=question.kind)
    if question.prefecture:
        found = found.filter(prefectures__contains=[question.prefecture])
    for word in question.words.split():
        found = found.filter(_said(word))
    return found


def _said(word: str) -> Q:
    """Networks in whose name, plan or summary a word stands."""
    fields = ("body__name", "body__name_en", "body__short", "plan", "plan_en", "summary", "summary_en")
    said = Q()
    for field in fields:
        said |= Q(**{f"{field}__icontains": word})
    return said


def _listed(network: Network, names: Mapping[str, str], sizes: Mapping[int, Sizes]) -> Listed:
    return Listed(network, names.get(network.program, ""), sizes.get(network.body_id, {}))


def _sizes(question: NetworkQuery, column: str) -> dict[str, int]:
    return dict(Counter(fitting(question).order_by().values_list(column, flat=True)))


def _choices(options: Choices, sizes: dict[str, int], chosen: str) -> list[Choice]:
    there = [(value, str(label), sizes.get(value, 0)) for value, label in options]
    return [Choice(value, label, size, value == chosen) for value, label, size in there if size]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def by_prefecture(rows: Iterable[Listed]) -> dict[str, list[Listed]]:
    """Networks by each prefecture where they work."""
    found: dict[str, list[Listed]] = {}
    for code, row in _placed(rows):
        found.setdefault(code, []).append(row)
    return found


def _placed(rows: Iterable[Listed]) -> Iterator[tuple[str, Listed]]:
    for row in rows:
        yield from ((code, row) for code in row.network.prefectures)


def meeting(rows: Sequence[Listed], pair: tuple[str, str] = STAR) -> bool:
    """Whether among the networks of a prefecture both of two programs gave rise to one."""
    there = {row.network.program for row in rows}
    return set(pair) <= there
