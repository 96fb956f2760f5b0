"""Prefectures and municipalities: who is there, who is within reach, and what is missing (S83)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Count, Q

from tsunagu.kernel import clock
from tsunagu.kernel.tables import Column, Columns, file_column
from tsunagu.organizations.enums import HUBS, SCHOOLS, OrganizationKind, TieKind
from tsunagu.organizations.files.regions import Tile, tiles
from tsunagu.organizations.models import Identifier, Organization, Window
from tsunagu.organizations.models.evidence import holding
from tsunagu.organizations.queries import windows
from tsunagu.organizations.queries.offers import Offer, offers
from tsunagu.organizations.queries.windows import WindowQuery
from tsunagu.registers import queries as registers
from tsunagu.registers.enums import RegisterKind, Scheme


@dataclass(frozen=True, slots=True)
class Counted:
    """A prefecture on the map with what is known to be there. hubs: there, or set up by somebody there."""

    tile: Tile
    schools: int
    hubs: int
    windows: int

    @property
    def shade(self) -> int:
        """How dark its tile is, from 0 to 3, by the number of schools."""
        return sum(self.schools >= least for least in (1, 3, 7))


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality. code: its 全国地方公共団体コード. body: in the directory; none where only the register has it."""

    code: str
    name: str
    name_en: str
    body: Organization | None

    @property
    def display_name(self) -> str:
        """Its name in the language of the reader."""
        return self.body.display_name if self.body else self.name


@dataclass(frozen=True, slots=True)
class Neighbor:
    """A prefecture next to one, with what its schools offer."""

    tile: Tile
    offers: Sequence[Offer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A prefecture on a day.

    offers: what its schools offer. kinds: how many bodies of each kind are there. missing: those that ought to publish
    a window for collaboration and do not.
    """

    tile: Tile
    day: date
    body: Organization
    offers: Sequence[Offer]
    neighbors: Sequence[Neighbor]
    hubs: Sequence[Organization]
    windows: Sequence[Window]
    missing: Sequence[Organization]
    kinds: Sequence[tuple[OrganizationKind, int]]
    places: Sequence[Place]


REGIONS = Columns[Counted](
    Column("name", "都道府県", "Prefecture", lambda row: row.tile.display_name),
    file_column("code", lambda row: row.tile.code),
    Column("schools", "大学・研究機関等", "Universities and institutes", lambda row: row.schools, style="number"),
    Column("hubs", "拠点・座組", "Hubs and networks", lambda row: row.hubs, style="number"),
    Column("windows", "連携の窓口", "Windows", lambda row: row.windows, style="number"),
)


def known_tiles() -> Sequence[Tile]:
    """All prefectures from north to south."""
    return list(tiles(settings.DATA).values())


def tile(code: str) -> Tile | None:
    """One prefecture by its code."""
    return tiles(settings.DATA).get(code)


def counted(day: date | None = None) -> list[Counted]:
    """What is known of each prefecture on a day, today by default; in three statements."""
    on = day or clock.today()
    schools, hubs = _sizes(SCHOOLS, on), _sizes(HUBS, on)
    with_one = Window.objects.filter(holding(on)).order_by().values_list("organization__prefecture")
    published = dict(with_one.annotate(Count("organization", distinct=True)))
    return [_counted(tile, schools, hubs, published) for tile in known_tiles()]


def _counted(tile: Tile, schools: Counter[str], hubs: Counter[str], published: dict[str, int]) -> Counted:
    return Counted(tile, schools[tile.code], hubs[tile.code], published.get(tile.code, 0))


def region(code: str, day: date | None = None) -> Region | None:
    """A prefecture with all that is within reach of it on a day, today by default; in a fixed number of statements."""
    shown, on = tile(code), day or clock.today()
    body = Organization.objects.filter(kind=OrganizationKind.PREFECTURE, prefecture=code).first() if shown else None
    if shown is None or body is None:
        return None
    of_all = offers(_schools([code, *shown.neighbors], on), on)
    there = WindowQuery(prefecture=code, as_of=on)
    return Region(
        tile=shown,
        day=on,
        body=body,
        offers=[offer for offer in of_all if offer.body.prefecture == code],
        neighbors=list(_neighbors(shown, of_all)),
        hubs=_hubs(code, on),
        windows=list(windows.published(there)),
        missing=list(windows.missing(there)),
        kinds=_kinds(code, on),
        places=_places(code),
    )


def place(shown: Region, code: str) -> Place | None:
    """A municipality of a prefecture by its code; none where neither the directory nor the register has it."""
    return next((place for place in shown.places if place.code == code), None)


def _sizes(kinds: Collection[OrganizationKind], day: date) -> Counter[str]:
    """How many bodies of these kinds each prefecture has, or has set up."""
    of_kind = Organization.objects.filter(holding(day), kind__in=kinds).order_by()
    pairs = of_kind.values_list("pk", "prefecture", "tied__body__prefecture", "tied__kind")
    known = {(body, there or (set_up if kind == TieKind.HOST else "")) for body, there, set_up, kind in pairs}
    return Counter(prefecture for _, prefecture in known if prefecture)


def _schools(codes: Collection[str], day: date) -> list[Organization]:
    """Those with most to offer first: universities before colleges, in the order of the enum."""
    order = list(SCHOOLS)
    found = Organization.objects.filter(holding(day), kind__in=SCHOOLS, prefecture__in=codes)
    return sorted(found, key=lambda body: (order.index(OrganizationKind(body.kind)), body.pk))


def _neighbors(shown: Tile, of_all: Iterable[Offer]) -> Iterable[Neighbor]:
    every = list(of_all)
    for code in shown.neighbors:
        own = [offer for offer in every if offer.body.prefecture == code]
        if neighbor := tile(code):
            yield Neighbor(neighbor, own)


def _hubs(code: str, day: date) -> list[Organization]:
    """Hubs, centers and networks that are there, or were set up by somebody there, or have a member there."""
    there = Q(prefecture=code) | Q(tied__body__prefecture=code)
    found = Organization.objects.filter(holding(day), there, kind__in=HUBS).distinct()
    order = list(HUBS)
    return sorted(found, key=lambda body: (order.index(OrganizationKind(body.kind)), body.pk))


def _kinds(code: str, day: date) -> list[tuple[OrganizationKind, int]]:
    of_place = Organization.objects.filter(holding(day), prefecture=code).order_by()
    sizes = dict(of_place.values_list("kind").annotate(Count("pk")))
    return [(kind, sizes[kind]) for kind in OrganizationKind if kind in sizes]


def _places(prefecture: str) -> list[Place]:
    """The municipalities of a prefecture by code: those of the register, and of the directory where it has others."""
    held = Identifier.objects.filter(scheme=Scheme.LOCAL_GOVERNMENT, organization__kind=OrganizationKind.MUNICIPALITY)
    numbers = held.filter(value__startswith=prefecture).select_related("organization")
    bodies = {number.value: number.organization for number in numbers if number.organization}
    entries = registers.records(RegisterKind.GOVERNMENTS).filter(code__startswith=prefecture, ended=False)
    names = {entry.code: (entry.name, entry.name_en) for entry in entries if not _is_prefecture(entry.code)}
    names |= {code: (body.name, body.name_en) for code, body in bodies.items()}
    return [Place(code, *names[code], bodies.get(code)) for code in sorted(names)]


def _is_prefecture(code: str) -> bool:
    return code[2:5] == "000"
