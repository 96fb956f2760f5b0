"""Bring the text files of ``data/`` into the database, again and again, by natural key."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import ProtectedError

from tsunagu.catalog import files
from tsunagu.catalog.models import (
    Alias,
    Box,
    BudgetFigure,
    Contact,
    ContactPoint,
    Document,
    Edition,
    Eligibility,
    Map,
    Package,
    PackageItem,
    Program,
    Relation,
    Total,
    Track,
    Want,
)  # fmt: skip
from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.organizations import actions as organizations
from tsunagu.organizations import queries as organization_queries

_LOCK = 0x7A61  # any number of our own: two loads at once would trip over each other's keys


@dataclass
class LoadReport:
    """What a load did."""

    programs: int = 0
    maps: int = 0
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


def load(folder: Path, *, force: bool = False, progress: Callable[[str], None] = lambda _: None) -> LoadReport:
    """Load all files below ``folder`` in one transaction; files that did not change are left alone.

    Map editions that an officer brought in from a spreadsheet are kept unless ``force``.
    Raises ``Rejected`` with every problem of every file; then nothing is changed.
    """
    catalog = files.read(folder)
    report = LoadReport(programs=len(catalog.programs), maps=len(catalog.maps))
    with transaction.atomic():
        take_load_lock()
        with refusals("organizations, documents, totals"):
            organizations.register(catalog.organizations)
            sources = Sources.register(catalog.documents)
            totals = _load_totals(catalog.totals, sources)
        programs = _load_programs(catalog, sources, totals, force, report, progress)
        with refusals("packages"):
            _load_packages(catalog.packages, sources, programs)
        for map_file in catalog.maps:
            progress(map_file.key)
            load_map(map_file, catalog.checksums[files.identity(map_file)], programs, sources, report, force=force)
        _remove_maps(catalog.maps, report)
        with refusals("programs"):
            _remove_programs(catalog.programs, report)
        with refusals("documents"):
            Document.objects.exclude(key__in=[document.key for document in catalog.documents]).delete()
        organizations.drop_unused_offices()
    return report


@contextlib.contextmanager
def refusals(where: str) -> Iterator[None]:
    """Turn what the database refuses into a problem with its place.

    It refuses a text too long for its column, or to drop something that is still named.
    """
    try:
        yield
    except ProtectedError as error:
        still = ", ".join(sorted(f"{named._meta.verbose_name} {named}" for named in error.protected_objects))
        raise Rejected(
            [
                Problem(
                    "still_named",
                    f"cannot be taken away, since an edited map edition still names it: {still}",
                    where=where,
                )
            ]
        ) from error
    except (DataError, IntegrityError) as error:
        raise Rejected([Problem("database", str(error).splitlines()[0], where=where)]) from error


def take_load_lock() -> None:
    """Wait until no other load or import is at work, until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


class Sources:
    """``at = "package-2022:11"`` resolved to columns."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self._documents = documents

    @classmethod
    def register(cls, records: Iterable[files.DocumentFile]) -> Sources:
        """Bring the documents of the files in and know them."""
        return cls(
            {r.key: Document.objects.update_or_create(key=r.key, defaults=_columns(r, "key"))[0] for r in records}
        )

    @classmethod
    def known(cls) -> Sources:
        """The documents that are there."""
        return cls({document.key: document for document in Document.objects.all()})

    def of(self, fact: files.Fact) -> dict[str, Any]:
        """The source columns of one fact."""
        key, _, page = fact.at.partition(":")
        document = self._documents.get(key)
        # A summary of several sources is nobody's print: the facts keep their source, not its words.
        printed = fact.printed if document is None or document.verbatim else ""
        return {"document": document, "page": page, "printed": printed}


def _columns(record: msgspec.Struct, *without: str) -> dict[str, Any]:
    """A file record's own fields, without its source, its nested records and those named."""
    return {
        name: value
        for name in record.__struct_fields__
        if name not in {"at", "printed", *without}
        and not isinstance(value := _plain(getattr(record, name)), msgspec.Struct)
    }


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, list) else value


def _load_totals(records: Iterable[files.TotalFile], sources: Sources) -> dict[str, Total]:
    totals = {}
    for record in records:
        totals[record.key], _ = Total.objects.update_or_create(
            key=record.key, defaults={**_columns(record, "key"), **sources.of(record)}
        )
    Total.objects.exclude(key__in=totals).delete()
    return totals


def _load_programs(
    catalog: files.Catalog,
    sources: Sources,
    totals: Mapping[str, Total],
    force: bool,
    report: LoadReport,
    progress: Callable[[str], None],
) -> dict[str, Program]:
    """All programs first, so that relations may point anywhere; then what hangs on the changed ones."""
    bodies = {organization.key: organization for organization in organization_queries.organizations()}
    known = {program.key: program for program in Program.objects.all()}
    programs, changed = {}, []
    for record in catalog.programs:
        checksum = catalog.checksums[files.identity(record)]
        program = known.get(record.key)
        if program is not None and program.checksum == checksum and not force:
            programs[record.key] = program
            continue
        values = _columns(
            record,
            "key",
            "pillar",
            "ministry",
            "agency",
            "alias",
            "want",
            "relation",
            "eligibility",
            "edition",
            "budget",
        )
        values |= {
            "ministry": bodies[record.ministry],
            "agency": bodies.get(record.agency),
            "pillar": str(record.pillar or ""),
        }
        with refusals(record.key):
            programs[record.key], _ = Program.objects.update_or_create(
                key=record.key, defaults={**values, "checksum": checksum}
            )
        changed.append(record)
    for record in changed:
        progress(record.key)
        with refusals(record.key):
            _replace_facts(programs[record.key], record, sources, programs, totals)
    report.changed += [record.key for record in changed]
    return programs


def _replace_facts(
    program: Program,
    record: files.ProgramFile,
    sources: Sources,
    programs: Mapping[str, Program],
    totals: Mapping[str, Total],
) -> None:
    """Replace everything that hangs on a program by what its file says."""

    def replace(
        model: type[Any], facts: Iterable[files.Fact], extra: Callable[[Any], dict[str, Any]] = lambda _: {}
    ) -> None:
        model._default_manager.filter(program=program).delete()
        model._default_manager.bulk_create(
            [model(program=program, **{**_columns(fact), **sources.of(fact), **extra(fact)}) for fact in facts]
        )

    replace(Alias, {alias.text: alias for alias in record.alias}.values())
    replace(Want, record.want)
    replace(Relation, record.relation, lambda relation: {"to": programs[relation.to]})
    replace(Eligibility, record.eligibility)
    replace(BudgetFigure, record.budget, lambda budget: {"counts_in": totals.get(budget.counts_in)})
    program.editions.all().delete()
    for edition_record in record.edition:
        edition = Edition.objects.create(
            program=program, **_columns(edition_record, "track"), **sources.of(edition_record)
        )
        Track.objects.bulk_create(
            Track(
                edition=edition,
                **{**_columns(track), "amount_is": track.amount_is or "", "per": track.per or ""},
                **(sources.of(track) if track.at or track.printed else sources.of(edition_record)),
            )
            for track in edition_record.track
        )


def _load_packages(records: Iterable[files.PackageFile], sources: Sources, programs: Mapping[str, Program]) -> None:
    keys = []
    for record in records:
        package, _ = Package.objects.update_or_create(
            key=record.key, defaults={**_columns(record, "key", "item"), **sources.of(record)}
        )
        package.items.all().delete()
        PackageItem.objects.bulk_create(
            PackageItem(
                package=package,
                program=programs[item.program],
                pillar=str(item.pillar or ""),
                heading=item.heading,
                name=item.name,
                **sources.of(item),
            )
            for item in record.item
        )
        keys.append(record.key)
    Package.objects.exclude(key__in=keys).delete()


def load_map(
    record: files.MapFile,
    checksum: str,
    programs: Mapping[str, Program],
    sources: Sources,
    report: LoadReport,
    *,
    force: bool = False,
) -> None:
    """Load one map edition with its boxes and contact rows, unless it is unchanged or an officer's."""
    existing = Map.objects.filter(key=record.key, fiscal_year=record.fiscal_year).first()
    if existing is not None and not force:
        if existing.edited_by_officer:
            report.kept.append(f"{record.key} {record.fiscal_year}")
            return
        if existing.checksum == checksum:
            return
    values = _columns(record, "key", "fiscal_year", "heading", "band_program", "box", "contact") | {
        "headings": msgspec.to_builtins(record.heading),
        "band_program": programs.get(record.band_program),
        "checksum": checksum,
        "edited_by_officer": False,
    }
    with refusals(f"{record.key} {record.fiscal_year}"):
        map_, _ = Map.objects.update_or_create(
            key=record.key, fiscal_year=record.fiscal_year, defaults={**values, **sources.of(record)}
        )
        map_.boxes.all().delete()
        map_.contacts.all().delete()
        Box.objects.bulk_create(
            Box(
                map=map_,
                order=order,
                program=programs[box.program],
                ministry_printed=box.ministry,
                **_columns(box, "program", "ministry"),
                **sources.of(box),
            )
            for order, box in enumerate(record.box, start=1)
        )
        bodies = organization_queries.by_name()
        for order, row in enumerate(record.contact, start=1):
            _create_contact(map_, order, row, programs, sources, bodies)
    report.changed.append(f"{record.key} {record.fiscal_year}")


def _create_contact(
    map_: Map,
    order: int,
    row: files.ContactFile,
    programs: Mapping[str, Program],
    sources: Sources,
    bodies: Mapping[str, Any],
) -> None:
    contact = Contact.objects.create(
        map=map_,
        order=order,
        program=programs[row.program],
        applicants=[str(number) for number in row.applicants],
        partial=[str(number) for number in row.partial],
        **_columns(row, "program", "applicants", "partial", "office"),
        **sources.of(row),
    )
    for place, office in enumerate(row.office, start=1):
        ContactPoint.objects.create(
            contact=contact,
            order=place,
            office=organizations.office(bodies[office.ministry], office.corrected or office.path),
            ministry=office.ministry,
            department=office.path,
            tel=office.tel,
            extension=office.extension,
            email=office.email,
        )


def _remove_maps(records: Iterable[files.MapFile], report: LoadReport) -> None:
    named = {(record.key, record.fiscal_year) for record in records}
    for map_ in Map.objects.filter(edited_by_officer=False):
        if (map_.key, int(map_.fiscal_year)) not in named:
            map_.delete()
            report.removed.append(f"{map_.key} {map_.fiscal_year}")


def _remove_programs(records: Iterable[files.ProgramFile], report: LoadReport) -> None:
    for gone in Program.objects.exclude(key__in=[record.key for record in records]):
        with refusals(gone.key):
            gone.delete()
        report.removed.append(gone.key)
