"""Files of registers are read in, compared with the bodies here, and give bodies that nobody had."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction

from tsunagu.access import ledger
from tsunagu.access.actors import Actor
from tsunagu.kernel.text import normalize
from tsunagu.organizations import rights
from tsunagu.organizations.actions import researchers
from tsunagu.organizations.actions.matching import Compared, compare
from tsunagu.organizations.actions.researchers import Found
from tsunagu.organizations.enums import Founder, NameKind, OrganizationKind, Verb
from tsunagu.organizations.models import Identifier, Name, Organization
from tsunagu.organizations.queries.matching import NUMBER_OF
from tsunagu.organizations.rules.names import searchable
from tsunagu.registers import queries as registers
from tsunagu.registers.actions import corporations, records
from tsunagu.registers.actions import researchers as researchers_read
from tsunagu.registers.actions.alone import Alone
from tsunagu.registers.enums import PeopleRegister, RegisterKind

if TYPE_CHECKING:
    from tsunagu.registers.models import Reading, Record

Tell = Callable[[object, int], object]
_KIND = OrganizationKind
_RESEARCHERS = "registers.researchers"  # one file of them at a time, whatever register
_SCHOOLS = {"F2": _KIND.JUNIOR_COLLEGE, "G1": _KIND.COLLEGE_OF_TECHNOLOGY}  # 学校種 of the list of school codes
_UNIVERSITIES = {
    Founder.NATIONAL: _KIND.NATIONAL_UNIVERSITY,
    Founder.PUBLIC: _KIND.PUBLIC_UNIVERSITY,
    Founder.PRIVATE: _KIND.PRIVATE_UNIVERSITY,
}
_NAMED = {NameKind.OFFICIAL: "name", NameKind.KANA: "kana", NameKind.ENGLISH: "name_en"}
_GIVING = (RegisterKind.SCHOOLS, RegisterKind.GOVERNMENTS)  # registers that hold every body of their sort


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What reading in a file did: the lines of the file, and what became of its entries.

    joined: entries that a number joins to a body or a person. review: pairs of which a person is to decide. bodies,
    people: new ones. unplaced: posts at bodies that are not known here. unknown: fields that nobody knows here, with
    how often they stand in the file.
    """

    read: int
    new: int
    changed: int
    same: int
    refused: int
    joined: int = 0
    review: int = 0
    bodies: int = 0
    people: int = 0
    unplaced: int = 0
    problems: tuple[dict[str, object], ...] = ()
    unknown: Mapping[str, int] = field(default_factory=dict)


def read_in(
    by: Actor,
    register: RegisterKind,
    path: Path,
    *,
    dry_run: bool = False,
    tell: Tell = lambda reading, size: None,
) -> Imported:
    """Read in a file of a register. dry_run: everything is done and taken back. Raises ``Rejected``."""
    rights.READINGS.require_anywhere(by, Verb.IMPORT)
    if register is RegisterKind.HOUJIN:
        return _corporations(by, path, dry_run, tell)
    with transaction.atomic():
        reading = records.read_in(register, path)
        compared = compare(by, register)
        made = _adopt(register, compared)
        _note(by, reading)
        transaction.set_rollback(dry_run)
    return _imported(reading, compared, made)


def read_people(
    by: Actor,
    register: PeopleRegister,
    path: Path,
    *,
    dry_run: bool = False,
    tell: Tell = lambda reading, size: None,
) -> Imported:
    """Read in a file of a register of researchers; nobody of them is shown before they agree.

    dry_run: everything is done and taken back. Raises ``Rejected``, also while another such file is read in.
    """
    rights.READINGS.require_anywhere(by, Verb.IMPORT)
    with Alone(_RESEARCHERS), transaction.atomic() if dry_run else nullcontext():
        reading = researchers_read.read_in(register, path, tell=tell)
        found = researchers.compare(by, register)
        with transaction.atomic():
            _note(by, reading)
        if dry_run:
            transaction.set_rollback(True)
    return _with_people(reading, found)


def _corporations(by: Actor, path: Path, dry_run: bool, tell: Tell) -> Imported:
    """Corporate numbers are too many for one transaction; each portion is kept by itself."""
    reading = corporations.read_in(path, tell=tell, dry_run=dry_run)
    if dry_run:
        return _imported(reading, Compared(), 0)
    compared = compare(by, RegisterKind.HOUJIN)
    with transaction.atomic():
        _note(by, reading)
    return _imported(reading, compared, 0)


def _note(by: Actor, reading: Reading) -> None:
    counts = {name: getattr(reading, name) for name in ("lines", "new", "changed", "same", "refused")}
    ledger.record(by=by, verb=Verb.IMPORT, thing=reading, after=counts)


def _imported(reading: Reading, compared: Compared, bodies: int) -> Imported:
    return Imported(
        read=reading.lines,
        new=reading.new,
        changed=reading.changed,
        same=reading.same,
        refused=reading.refused,
        joined=compared.joined,
        review=compared.proposed,
        bodies=bodies,
        problems=tuple(reading.problems),
    )


def _with_people(reading: Reading, found: Found) -> Imported:
    counted = _imported(reading, Compared(joined=found.joined, proposed=found.review), 0)
    return replace(
        counted,
        people=found.people,
        unplaced=found.unplaced,
        problems=(*counted.problems, *found.problems),
        unknown=dict(reading.unknown),
    )


def _adopt(register: RegisterKind, compared: Compared) -> int:
    """Make bodies of the entries that are like none here, where a register holds every body of its sort."""
    if register not in _GIVING:
        return 0
    codes = {entry.code for entry in compared.alone}
    kept = [record for record in registers.records(register) if record.code in codes and not record.ended]
    made = {record.code: body for record in kept if (body := _body(register, record))}
    Organization.objects.bulk_create(made.values(), batch_size=1000)
    Identifier.objects.bulk_create(_numbers(register, made), batch_size=1000)
    Name.objects.bulk_create(_names(kept, made), batch_size=1000)
    return len(made)


def _body(register: RegisterKind, record: Record) -> Organization | None:
    """A body made of an entry; none for entries of a sort that is not kept here, such as schools for children."""
    kind = _kind(register, record)
    if kind is None:
        return None
    return Organization(
        key=f"{NUMBER_OF[register].value}-{record.code.lower()}",
        name=record.name,
        name_en=record.name_en,
        kind=kind,
        founder=_founder(record.kind) or "",
        prefecture=record.place[:2],
        note=f"{register.ja} {record.code}",
        note_en=f"{register.en} {record.code}",
    )


def _kind(register: RegisterKind, record: Record) -> OrganizationKind | None:
    if register is RegisterKind.GOVERNMENTS:
        # a ward of a designated city is written behind the name of its city, and is no body of its own
        ward = " " in normalize(record.name)
        return None if ward else _KIND.PREFECTURE if record.kind == "prefecture" else _KIND.MUNICIPALITY
    sort = record.kind[:2]
    founder = _founder(record.kind)
    return _UNIVERSITIES.get(founder) if sort == "F1" and founder else _SCHOOLS.get(sort)


def _founder(kind: str) -> Founder | None:
    return next((founder for founder in Founder if founder.ja[0] in kind), None)


def _numbers(register: RegisterKind, made: dict[str, Organization]) -> Iterable[Identifier]:
    for code, body in made.items():
        yield Identifier(organization=body, scheme=NUMBER_OF[register], value=code)


def _names(kept: Iterable[Record], made: dict[str, Organization]) -> Iterable[Name]:
    for record in kept:
        if body := made.get(record.code):
            for kind, field in _NAMED.items():
                if text := getattr(record, field):
                    language = "en" if kind is NameKind.ENGLISH else "ja"
                    yield Name(organization=body, kind=kind, text=text, normal=searchable(text), language=language)
