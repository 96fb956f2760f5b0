"""Corporations of the register of corporate numbers beside the bodies of the directory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tsunagu.kernel.remembering import remembered
from tsunagu.kernel.tables import Column, Columns
from tsunagu.organizations.models import Identifier, Organization
from tsunagu.organizations.queries.directory import OrganizationQuery
from tsunagu.registers import queries as registers
from tsunagu.registers.enums import RegisterKind, Scheme
from tsunagu.registers.rules import identifiers

if TYPE_CHECKING:
    from tsunagu.registers.models import Corporation


@dataclass(frozen=True, slots=True)
class Registered:
    """A corporation, and the body of the directory that it is known to be."""

    corporation: Corporation
    body: Organization | None

    @property
    def number(self) -> str:
        """Its corporate number."""
        return str(self.corporation.number)

    @property
    def prefecture(self) -> str:
        """The code of its prefecture; empty where its seat is abroad or not known."""
        return self.corporation.place[:2]


@dataclass(frozen=True, slots=True)
class Entry:
    """What the register says of a corporation. as_of: of which day the register is. successor: what took it over."""

    found: Registered
    as_of: date | None
    successor: Corporation | None

    @property
    def page(self) -> str:
        """Where the register itself shows it."""
        return identifiers.page(Scheme.HOUJIN, self.found.number)


REGISTERED = Columns[Registered](
    Column("number", "法人番号", "Corporate number", lambda row: row.number, verbatim=True),
    Column("name", "名称", "Name", lambda row: row.corporation.name),
    Column("address", "所在地", "Address", lambda row: row.corporation.address),
    Column("kind", "法人種別", "Kind", lambda row: row.corporation.kind),
    Column("closed", "閉鎖日", "Closed on", lambda row: _day(row.corporation.closed)),
    Column("key", "機関の番号", "Key of the body", lambda row: row.body.key if row.body else ""),
)


def registered(question: OrganizationQuery) -> list[Registered]:
    """The corporations that fit best, where somebody asks by name or number and not for a kind of body."""
    if not question.words or question.kind or question.founder or question.listing or question.window:
        return []
    query = registers.CorporationQuery(q=question.words, place=question.prefecture)
    return _joined(registers.corporations(query))


def entry(number: str) -> Entry | None:
    """What the register says of a number; none where it has none, or keeps it out of searches."""
    is_number = len(number) == 13 and number.isascii() and number.isdecimal()
    corporation = registers.corporation(int(number)) if is_number else None
    if corporation is None:
        return None
    successor = registers.corporation(corporation.successor) if corporation.successor else None
    [found] = _joined([corporation])
    return Entry(found, as_of(), successor)


@remembered()
def as_of() -> date | None:
    """As of which day the register is here; none where it was never read in."""
    register = registers.register(RegisterKind.HOUJIN)
    return register.as_of if register else None


def bodies_with(scheme: Scheme) -> dict[str, int]:
    """The bodies that have a number of this scheme, as far as nobody has to confirm it: pk by number."""
    sure = Identifier.objects.filter(scheme=scheme, certain=True, organization__isnull=False)
    return dict(sure.values_list("value", "organization"))


def _joined(corporations: Sequence[Corporation]) -> list[Registered]:
    numbers = [str(corporation.number) for corporation in corporations]
    held = Identifier.objects.filter(scheme=Scheme.HOUJIN, value__in=numbers, organization__isnull=False)
    bodies = {number.value: number.organization for number in held.select_related("organization")}
    return [Registered(corporation, bodies.get(str(corporation.number))) for corporation in corporations]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
