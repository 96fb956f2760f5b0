"""Entries of registers and bodies set side by side, and what waits for a decision."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, repeat
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from rapidfuzz import fuzz, process

from tsunagu.access.actors import Actor
from tsunagu.kernel.tables import Column, Columns
from tsunagu.organizations import rights
from tsunagu.organizations.enums import Family, MatchReason, MatchState, OrganizationKind
from tsunagu.organizations.models import Identifier, Match, Name, Organization
from tsunagu.organizations.rules.matching import SIMILAR, Side
from tsunagu.organizations.rules.names import searchable
from tsunagu.registers import queries as registers
from tsunagu.registers.enums import CorporationKind, RegisterKind, Scheme
from tsunagu.registers.rules import houjin

if TYPE_CHECKING:
    from tsunagu.registers.models import Record

NUMBER_OF = {
    RegisterKind.HOUJIN: Scheme.HOUJIN,
    RegisterKind.SCHOOLS: Scheme.SCHOOL,
    RegisterKind.GOVERNMENTS: Scheme.LOCAL_GOVERNMENT,
    RegisterKind.ROR: Scheme.ROR,
}
_MOST = 5  # bodies with similar names that an entry is compared with
_KIND = OrganizationKind
_FAMILY = {
    Family.SCHOOL: (
        _KIND.NATIONAL_UNIVERSITY,
        _KIND.PUBLIC_UNIVERSITY,
        _KIND.PRIVATE_UNIVERSITY,
        _KIND.JUNIOR_COLLEGE,
        _KIND.COLLEGE_OF_TECHNOLOGY,
    ),
    Family.GOVERNMENT: (_KIND.MINISTRY, _KIND.AGENCY, _KIND.PREFECTURE, _KIND.MUNICIPALITY),
    Family.RESEARCH: (_KIND.INTER_UNIVERSITY, _KIND.RESEARCH_AGENCY, _KIND.RESEARCH_INSTITUTE, _KIND.CENTER),
    Family.COMPANY: (_KIND.COMPANY, _KIND.BANK, _KIND.VENTURE_CAPITAL),
    Family.OTHER: (_KIND.NPO, _KIND.ASSOCIATION),
}
_FAMILY_OF_BODY = dict(chain.from_iterable(zip(kinds, repeat(family)) for family, kinds in _FAMILY.items()))
_FAMILY_OF_ROR = {
    "education": Family.SCHOOL,
    "government": Family.GOVERNMENT,
    "facility": Family.RESEARCH,
    "company": Family.COMPANY,
    "healthcare": Family.HEALTH,
    "nonprofit": Family.OTHER,
}

_FOUNDING = ("国立大学法人", "公立大学法人")  # the corporation that sets up a university of this name
_COMPANIES = (
    CorporationKind.STOCK,
    CorporationKind.LIMITED,
    CorporationKind.GENERAL_PARTNERSHIP,
    CorporationKind.LIMITED_PARTNERSHIP,
    CorporationKind.LLC,
)
_FAMILY_OF_CORPORATION = {kind.ja: Family.COMPANY for kind in _COMPANIES} | {
    CorporationKind.STATE.ja: Family.GOVERNMENT,
    CorporationKind.LOCAL.ja: Family.GOVERNMENT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An entry of a register as it is compared. name: as the register writes it."""

    code: str
    name: str
    side: Side
    numbers: tuple[tuple[str, str], ...] = ()


def entries(register: RegisterKind) -> Iterator[Listed]:
    """The entries of a register that are compared with bodies; of corporations those that are called like one."""
    for record in _records(register):
        names = (record.name, record.name_en, *record.others, *_without_form(register, record.name))
        side = Side(
            names=tuple(filter(None, map(searchable, names))),
            prefecture=record.place[:2],
            family=family(register, record.kind),
            number=record.code,
            ended=record.ended,
        )
        own = (NUMBER_OF[register].value, record.code)
        numbers = (own, *map(tuple, record.numbers))
        yield Listed(code=record.code, name=record.name, side=side, numbers=numbers)


def _records(register: RegisterKind) -> Iterable[Record]:
    if register is not RegisterKind.HOUJIN:
        return registers.records(register)
    names = chain(Organization.objects.values_list("name", flat=True), Name.objects.values_list("text", flat=True))
    keys = {houjin.key(name) for name in names} - {""}
    founded = (form + key for key in keys for form in _FOUNDING if key.endswith("大学"))
    return registers.called(chain(keys, founded))


def _without_form(register: RegisterKind, name: str) -> Iterator[str]:
    """What a corporation is called without its form: 国立大学法人 before the name of the university, 株式会社."""
    if register is RegisterKind.HOUJIN:
        key = houjin.key(name)
        yield next((key.removeprefix(form) for form in _FOUNDING if key.startswith(form)), key)


def family(register: RegisterKind, kind: str) -> Family:
    """The sort of body that an entry of a register is."""
    if register is RegisterKind.SCHOOLS:
        return Family.SCHOOL
    if register is RegisterKind.GOVERNMENTS:
        return Family.GOVERNMENT
    if register is RegisterKind.HOUJIN:
        return _FAMILY_OF_CORPORATION.get(kind, Family.UNKNOWN)
    known = [_FAMILY_OF_ROR[word] for word in kind.split() if word in _FAMILY_OF_ROR]
    return known[0] if known else Family.UNKNOWN


class Bodies:
    """All bodies as they are compared with the entries of one register, read at once."""

    def __init__(self, register: RegisterKind) -> None:
        self.scheme = NUMBER_OF[register]

    @cached_property
    def by_number(self) -> dict[tuple[str, str], int]:
        """The body of each number."""
        held = Identifier.objects.filter(organization__isnull=False)
        return {(scheme, value): body for scheme, value, body in held.values_list("scheme", "value", "organization")}

    @cached_property
    def sides(self) -> dict[int, Side]:
        """Each body as a side of a comparison."""
        names = self._names()
        own = {body: value for (scheme, value), body in self.by_number.items() if scheme == self.scheme}
        told = Organization.objects.values_list("pk", "name", "name_en", "prefecture", "kind")
        return {
            body: Side(
                names=_once(searchable(name), searchable(name_en), *names[body]),
                prefecture=prefecture,
                family=_FAMILY_OF_BODY.get(OrganizationKind(kind), Family.UNKNOWN),
                number=own.get(body, ""),
            )
            for body, name, name_en, prefecture, kind in told
        }

    def near(self, side: Side) -> list[int]:
        """The bodies that an entry is worth comparing with: those of the same names, else those of similar ones."""
        same = self._called(side.names)
        return same or self._called(chain.from_iterable(map(self._similar, side.names[:2])))

    def _called(self, names: Iterable[str]) -> list[int]:
        """The bodies with one of these names."""
        return sorted(set(chain.from_iterable(self._by_name.get(name, ()) for name in names)))

    def _similar(self, name: str) -> list[str]:
        """The names here that are most like this one."""
        alike = process.extract(name, list(self._by_name), scorer=fuzz.ratio, score_cutoff=SIMILAR, limit=_MOST)
        return [found for found, _, _ in alike]

    @cached_property
    def _by_name(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for body, side in self.sides.items():
            for name in side.names:
                found[name].append(body)
        return found

    def _names(self) -> dict[int, list[str]]:
        names: dict[int, list[str]] = defaultdict(list)
        for body, normal in Name.objects.values_list("organization", "normal"):
            names[body].append(normal)
        return names


def _once(*names: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, names)))


def decided(register: RegisterKind) -> dict[str, set[int]]:
    """By code, the bodies with which an entry was compared and about which something was decided."""
    found: dict[str, set[int]] = defaultdict(set)
    matches = Match.objects.filter(register=register).exclude(state=MatchState.PROPOSED)
    for code, body in matches.values_list("code", "organization"):
        found[code].add(body)
    return found


def waiting(by: Actor, register: RegisterKind | None = None) -> QuerySet[Match]:
    """What a person has to decide, what most speaks for first."""
    rows = rights.MATCHES.among(by, Match.objects.select_related("organization"))
    rows = rows.filter(state=MatchState.PROPOSED)
    return rows.filter(register=register) if register else rows


def match(by: Actor, number: int) -> Match | None:
    """One pair that was compared, for who may see it."""
    return rights.MATCHES.among(by, Match.objects.select_related("organization")).filter(pk=number).first()


def _reasons(match: Match) -> str:
    return " / ".join(MatchReason(reason).label for reason in match.reasons)


MATCHES = Columns[Match](
    Column("number", "番号", "Number", lambda match: match.pk),
    Column("register", "登録簿", "Register", lambda match: match.register),
    Column("code", "登録簿の番号", "Number there", lambda match: match.code, verbatim=True),
    Column("name", "登録簿の名称", "Name there", lambda match: match.name),
    Column("body", "機関", "Body", lambda match: match.organization.key, page=lambda match: match.organization),
    Column("body_name", "機関の名称", "Name of the body", lambda match: match.organization.name),
    Column("points", "点", "Points", lambda match: match.points),
    Column("reasons", "理由", "Reasons", _reasons),
    Column("state", "状態", "State", lambda match: match.state),
)
