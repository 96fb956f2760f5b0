"""Bring the text files of ``data/`` into the database, again and again, by natural key."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from tsunagu.access import actors
from tsunagu.access.actors import Actor
from tsunagu.catalog import files
from tsunagu.catalog.actions.editions import return_to_file
from tsunagu.catalog.actions.facts import Named, Sources, columns, refusals, take_load_lock
from tsunagu.catalog.actions.load_map import load_map, map_name
from tsunagu.catalog.actions.load_programs import load_programs
from tsunagu.catalog.actions.overlay import Relaid
from tsunagu.catalog.enums import EditionState
from tsunagu.catalog.models import Document, Map, Package, PackageItem, Program, Total
from tsunagu.catalog.rules.editions import FILE
from tsunagu.kernel.years import FiscalYear
from tsunagu.organizations import actions as organizations
from tsunagu.organizations import queries as organization_queries

Progress = Callable[[str], None]
LOADING = actors.system("load")


@dataclass
class LoadReport:
    """What a load did."""

    programs: int = 0
    maps: int = 0
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    corrections: Relaid = field(default_factory=Relaid)


def load(
    folder: Path,
    *,
    force: bool = False,
    by: Actor = LOADING,
) -> LoadReport:
    """Load all files below ``folder`` in one transaction; files that did not change are left alone.

    What officers corrected is laid over what the files say. Editions that an officer published stand before those of
    the files, unless ``force`` withdraws them; ``by``: who does so.
    Raises ``Rejected`` with every problem of every file; then nothing is changed.
    """
    catalog = files.read(folder)
    report = LoadReport(programs=len(catalog.programs), maps=len(catalog.maps))
    with transaction.atomic():
        take_load_lock()
        named = _load_what_facts_name(catalog)
        report.changed += load_programs(catalog, named, force=force, relaid=report.corrections)
        with refusals("packages"):
            _load_packages(catalog.packages, named)
        for record in catalog.maps:
            _load_map(record, catalog, named, report, by if force else None)
        _remove_what_is_gone(catalog, report)
    return report


def _load_what_facts_name(catalog: files.Catalog) -> Named:
    """Organizations, documents and printed totals."""
    with refusals("organizations, documents, totals"):
        organizations.register(catalog.organizations)
        sources = Sources.register(catalog.documents)
        totals = _load_totals(catalog.totals, sources)
    return Named(sources, organization_queries.authorities_by_name(), {}, totals)


def _load_totals(records: Iterable[files.TotalFile], sources: Sources) -> dict[str, Total]:
    totals: dict[str, Total] = {}
    for record in records:
        values = {**columns(record, "key", "ratio_to"), **sources.of(record)}
        values["ratio_to"] = totals.get(record.ratio_to)
        totals[record.key], _ = Total.objects.update_or_create(key=record.key, defaults=values)
    Total.objects.exclude(key__in=totals).delete()
    return totals


def _load_packages(records: Collection[files.PackageFile], named: Named) -> None:
    for record in records:
        values = {**columns(record, "key", "item"), **named.sources.of(record)}
        package, _ = Package.objects.update_or_create(key=record.key, defaults=values)
        package.items.all().delete()
        PackageItem.objects.bulk_create(_package_item(package, item, named) for item in record.item)
    Package.objects.exclude(key__in=[record.key for record in records]).delete()


def _package_item(package: Package, item: files.PackageItemFile, named: Named) -> PackageItem:
    return PackageItem(
        package=package,
        program=named.programs[item.program],
        pillar=str(item.pillar or ""),
        **columns(item, "program", "pillar"),
        **named.sources.of(item),
    )


def _load_map(
    record: files.MapFile,
    catalog: files.Catalog,
    named: Named,
    report: LoadReport,
    forcing: Actor | None,
) -> None:
    """Load a map's file unless it is unchanged; where an officer published another edition, readers see that one.

    forcing: who wants the file's edition to be seen whatever was published.
    """
    checksum = catalog.checksums[files.identity(record)]
    editions = Map.objects.filter(key=record.key, fiscal_year=record.fiscal_year)
    existing = editions.filter(number=FILE).first()
    if existing is None or existing.checksum != checksum or forcing:
        load_map(record, named, checksum=checksum)
        report.changed.append(map_name(record))
    if forcing:
        return_to_file(record.key, FiscalYear(record.fiscal_year), by=forcing)
    elif editions.filter(number__gt=FILE, state=EditionState.PUBLISHED).exists():
        report.kept.append(map_name(record))


def _remove_what_is_gone(catalog: files.Catalog, report: LoadReport) -> None:
    _remove_maps(catalog.maps, report)
    with refusals("programs"):
        _remove_programs(catalog.programs, report)
    with refusals("documents"):
        gone = Document.objects.exclude(key__in=[document.key for document in catalog.documents])
        gone.filter(corrections__isnull=True).delete()
    organizations.drop_unused_offices()


def _remove_maps(records: Iterable[files.MapFile], report: LoadReport) -> None:
    named = {(record.key, record.fiscal_year) for record in records}
    for map_ in Map.objects.filter(number=FILE):
        if (map_.key, int(map_.fiscal_year)) not in named:
            map_.delete()
            report.removed.append(f"{map_.key} {map_.fiscal_year}")


def _remove_programs(records: Iterable[files.ProgramFile], report: LoadReport) -> None:
    for gone in Program.objects.exclude(key__in=[record.key for record in records]):
        with refusals(gone.key):
            gone.delete()
        report.removed.append(gone.key)
