"""The text files under ``data/`` as types. docs/catalog-data.md explains them to editors."""

from __future__ import annotations

import datetime
import hashlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from tsunagu.catalog.enums import (
    TAGS,
    AmountIs,
    ApplicantType,
    Axis,
    Basis,
    BodyKind,
    BudgetKind,
    Confidence,
    Per,
    Phase,
    ProgramKind,
    RelationKind,
    Stage,
    TotalRule,
)  # fmt: skip
from tsunagu.kernel.problems import Problem, Rejected


class _File(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    at: str = ""
    printed: str = ""


class DocumentFile(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """``[[document]]``."""

    key: str
    title: str
    publisher: str = ""
    date: datetime.date | None = None
    date_text: str = ""
    pages: int | None = None
    note: str = ""


class TotalFile(_File, kw_only=True):
    """``[[total]]``."""

    key: str
    name: str
    fiscal_year: int
    kind: BudgetKind
    amount: int
    unit: int
    rule: TotalRule
    note: str = ""


class PackageItemFile(_File, kw_only=True):
    """``[[version.item]]``."""

    program: str
    name: str
    pillar: int | None = None
    heading: str = ""


class PackageFile(_File, kw_only=True):
    """``[[version]]``."""

    key: str
    name: str
    date: str  # YYYY-MM-DD, or YYYY-MM where no day is known
    note: str = ""
    item: list[PackageItemFile] = []


class AliasFile(_File, kw_only=True):
    """``[[alias]]``."""

    text: str


class WantFile(_File, kw_only=True):
    """``[[want]]``."""

    text: str
    applicant_note: str = ""


class RelationFile(_File, kw_only=True):
    """``[[relation]]``."""

    kind: RelationKind
    to: str
    note: str = ""


class EligibilityFile(_File, kw_only=True):
    """``[[eligibility]]``."""

    fiscal_year: int
    lead: list[BodyKind] = []
    partial: list[BodyKind] = []
    consortium: list[BodyKind] = []
    requires: list[BodyKind] = []
    partners: list[BodyKind] = []
    excludes: str = ""
    condition: str = ""


class TrackFile(_File, kw_only=True):
    """``[[edition.track]]``."""

    key: str
    name: str
    name_en: str = ""
    purpose: str = ""
    amount_text: str = ""
    amount: int | None = None
    amount_is: AmountIs | None = None
    per: Per | None = None
    years_text: str = ""
    years: float | None = None
    awards_text: str = ""
    awards: int | None = None
    awards_new: int | None = None
    conditions: list[str] = []
    gate: str = ""
    leads_to: str = ""
    matching: str = ""
    tapering: str = ""


class EditionFile(_File, kw_only=True):
    """``[[edition]]``."""

    fiscal_year: int
    basis: Basis
    new_call: bool | None = None
    note: str = ""
    track: list[TrackFile] = []


class BudgetFile(_File, kw_only=True):
    """``[[budget]]``."""

    fiscal_year: int
    kind: BudgetKind
    amount: int | None = None
    inclusive: bool = False
    approximate: bool = False
    estimate: bool = False
    is_new: bool = False
    note: str = ""
    counts_in: str = ""


class ProgramFile(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One file under ``data/catalog/programs``."""

    key: str
    name: str
    name_en: str = ""
    abbreviation: str = ""
    ministry: str
    agency: str = ""
    kind: ProgramKind
    stage: Stage
    pillar: int | None = None
    heading: str = ""
    summary: str
    summary_en: str = ""
    description: str
    description_en: str = ""
    keywords: list[str] = []
    tags: list[str] = []
    url: str = ""
    alias: list[AliasFile] = []
    want: list[WantFile] = []
    relation: list[RelationFile] = []
    eligibility: list[EligibilityFile] = []
    edition: list[EditionFile] = []
    budget: list[BudgetFile] = []


class HeadingFile(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """``[[heading]]`` of a map."""

    phase: str
    text: str


class BoxFile(_File, kw_only=True):
    """``[[box]]``."""

    program: str
    name: str
    ministry: str = ""
    phase: Phase
    lane: str = ""
    confidence: Confidence
    amount: int | None = None
    amount_printed: str = ""
    inclusive: bool = False
    description: str = ""


class OfficeFile(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """``[[contact.office]]``."""

    ministry: str
    path: list[str] = []
    corrected: list[str] = []
    tel: str = ""
    extension: str = ""
    email: str = ""


class ContactFile(_File, kw_only=True):
    """``[[contact]]``."""

    program: str
    name: str
    applicants: list[int]
    partial: list[int] = []
    consortium: bool = False
    applicants_printed: str
    budget_thousand_yen: int | None = None
    budget_printed: str = ""
    inclusive: bool = False
    includes_note: str = ""
    new_call: bool
    office: list[OfficeFile]


class MapFile(_File, kw_only=True):
    """One file under ``data/catalog/maps``."""

    key: str
    name: str
    name_en: str = ""
    title: str
    fiscal_year: int
    axis: Axis
    order: int = 0
    budget_note: str = ""
    results_note: str = ""
    band: str = ""
    band_program: str = ""
    heading: list[HeadingFile] = []
    box: list[BoxFile] = []
    contact: list[ContactFile] = []


class Catalog(msgspec.Struct, kw_only=True):
    """All files of the catalog, read and checked against each other."""

    organizations: list[dict[str, str]]
    documents: list[DocumentFile]
    totals: list[TotalFile]
    packages: list[PackageFile]
    programs: list[ProgramFile]
    maps: list[MapFile]
    checksums: dict[tuple[str, str, int], str]  # by ``identity``


def identity(file: ProgramFile | MapFile) -> tuple[str, str, int]:
    """What a program's or a map's file is about, whatever the file is called."""
    return ("map", file.key, file.fiscal_year) if isinstance(file, MapFile) else ("program", file.key, 0)


_T = TypeVar("_T")


def read(folder: Path) -> Catalog:
    """Read every file of the catalog below ``folder``. Raises ``Rejected`` with all problems, each naming its file."""
    problems: list[Problem] = []
    checksums: dict[tuple[str, str, int], str] = {}

    def decode(path: Path, kind: type[_T]) -> _T | None:
        try:
            content = path.read_bytes()
            found = msgspec.toml.decode(content, type=kind)
        except (OSError, UnicodeDecodeError, msgspec.MsgspecError) as error:
            problems.append(Problem("file", str(error), where=str(path.relative_to(folder))))
            return None
        if isinstance(found, ProgramFile | MapFile):
            checksums[identity(found)] = hashlib.sha256(content).hexdigest()
        return found

    catalog = folder / "catalog"
    top = {
        "organizations": decode(folder / "organizations.toml", dict[str, list[dict[str, str]]]),
        "documents": decode(catalog / "documents.toml", dict[str, list[DocumentFile]]),
        "totals": decode(catalog / "totals.toml", dict[str, list[TotalFile]]),
        "packages": decode(catalog / "packages.toml", dict[str, list[PackageFile]]),
    }
    programs = [file for path in sorted((catalog / "programs").glob("*.toml")) if (file := decode(path, ProgramFile))]
    maps = [found for path in sorted((catalog / "maps").glob("*.toml")) if (found := decode(path, MapFile))]
    if problems:
        raise Rejected(problems)
    tables: dict[str, Any] = {name: next(iter(table.values()), []) for name, table in top.items() if table is not None}
    result = Catalog(**tables, programs=programs, maps=sorted(maps, key=lambda m: m.order), checksums=checksums)
    if problems := list(_broken_references(result)):
        raise Rejected(problems)
    return result


def _broken_references(catalog: Catalog) -> Iterable[Problem]:
    """Keys that point nowhere, keys used twice, words outside the controlled lists."""
    documents = {document.key for document in catalog.documents}
    organizations = {record.get("key", "") for record in catalog.organizations}
    ministries = {record.get("name", "") for record in catalog.organizations}
    programs = {program.key for program in catalog.programs}
    totals = {total.key for total in catalog.totals}

    def missing(where: str, what: str, key: str, known: set[str]) -> Iterable[Problem]:
        if key and key not in known:
            yield Problem("unknown_key", f"{what} {key!r} is not defined", where=where)

    def sources(where: str, facts: Iterable[_File]) -> Iterable[Problem]:
        for fact in facts:
            yield from missing(where, "document", fact.at.split(":")[0], documents)

    def twice(where: str, what: str, found: Iterable[str]) -> Iterable[Problem]:
        for key, count in Counter(found).items():
            if count > 1:
                yield Problem("twice", f"{what} {key!r} is there twice", where=where)

    yield from _broken_organizations(catalog.organizations)
    yield from twice("programs", "the key", (program.key for program in catalog.programs))
    yield from twice("maps", "the map", (f"{map_.key} {map_.fiscal_year}" for map_ in catalog.maps))
    for program in catalog.programs:
        where = f"programs/{program.key}.toml"
        yield from missing(where, "ministry", program.ministry, organizations)
        yield from missing(where, "agency", program.agency, organizations)
        yield from sources(where, [*program.alias, *program.want, *program.relation, *program.eligibility, *program.edition, *program.budget])
        yield from sources(where, [track for edition in program.edition for track in edition.track])
        yield from twice(where, "the relation", (f"{relation.kind} {relation.to}" for relation in program.relation))
        for edition in program.edition:
            yield from twice(where, f"{edition.fiscal_year}: the track", (track.key for track in edition.track))
        for relation in program.relation:
            yield from missing(where, "program", relation.to, programs)
        for budget in program.budget:
            yield from missing(where, "total", budget.counts_in, totals)
        for tag in set(program.tags) - set(TAGS):
            yield Problem("unknown_tag", f"the tag {tag!r} is not in the list", where=where)
    for map_ in catalog.maps:
        where = f"maps/{map_.key}.toml"
        yield from sources(where, [map_, *map_.box, *map_.contact])
        for key in [*(box.program for box in map_.box), *(contact.program for contact in map_.contact), map_.band_program]:
            yield from missing(where, "program", key, programs)
        for contact in map_.contact:
            for office in contact.office:
                yield from missing(where, "ministry", office.ministry, ministries)
            for kind in {str(number) for number in [*contact.applicants, *contact.partial]} - {t.value for t in ApplicantType}:
                yield Problem("applicant", f"{contact.name}: applicant type {kind} is not one of 1 to 4", where=where)
    for package in catalog.packages:
        yield from sources("packages.toml", [package, *package.item])
        for item in package.item:
            yield from missing("packages.toml", "program", item.program, programs)
    yield from sources("totals.toml", catalog.totals)


def _broken_organizations(records: Iterable[dict[str, str]]) -> Iterable[Problem]:
    """Organizations without a needed name, named twice, or before their parent."""
    known: set[str] = set()
    for record in records:
        key, parent = record.get("key", ""), record.get("parent", "")
        for name in ("key", "name", "name_en", "kind"):
            if not record.get(name):
                yield Problem("empty", f"organization {key!r} has no {name}", where="organizations.toml")
        if key in known:
            yield Problem("twice", f"the key {key!r} is there twice", where="organizations.toml")
        if parent and parent not in known:
            yield Problem("unknown_key", f"parent {parent!r} is not defined before {key!r}", where="organizations.toml")
        known.add(key)
