"""Bring the text files below ``data/indicators`` into the database, again and again, by natural key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from tsunagu.indicators import files
from tsunagu.indicators.actions.writing import copied, history, refuse, take_turn
from tsunagu.indicators.enums import Origin, Status
from tsunagu.indicators.files import FigureFile
from tsunagu.indicators.models import Definition, Indicator, Load, Observation
from tsunagu.kernel import clock
from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.organizations.queries import memberships

_GONE = "データファイルの記載がなくなった"
_MEANING = ("text", "unit", "formula", "valid_from")
Definitions = Mapping[tuple[str, int], Definition]


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did: how many indicators there are, and how many rows of figures are new."""

    indicators: int
    figures: int
    changed: bool


def load(data: Path, *, force: bool = False) -> LoadReport:
    """Load all files of the room below ``data`` in one transaction; nothing is done where none has changed.

    A folder that holds none of them leaves all as it is. A figure that a file tells anew is a new row, and one that no
    file tells any more is taken back. Raises ``Rejected`` with every problem; then nothing is changed.
    """
    with transaction.atomic():
        take_turn()
        checksum = files.checksum(data)
        if not checksum or (not force and Load.objects.filter(checksum=checksum).exists()):
            return LoadReport(0, 0, changed=False)
        records = files.read(data)
        definitions = _load_indicators(records)
        written = _load_figures(records, definitions)
        _remove(records)
        Load.objects.update_or_create(pk=1, defaults={"checksum": checksum})
    return LoadReport(len(records.indicators), written, changed=True)


def bring(data: Path, *, force: bool = False) -> list[str]:
    """Load the data files; gives the lines that say what changed. Raises ``Rejected``."""
    report = load(data, force=force)
    if not report.changed:
        return []
    return [f"indicators: {report.indicators} indicators, {report.figures} new rows of figures"]


def _load_indicators(records: files.Records) -> Definitions:
    definitions: dict[tuple[str, int], Definition] = {}
    for order, one in enumerate(records.indicators):
        values = _columns(one, "name", "name_en", "level", "direction", "aggregation")
        refuse(_other_adding(one))
        row, _ = Indicator.objects.update_or_create(key=one.key, defaults={**values, "order": order})
        before: Definition | None = None
        for told in one.definition:
            before = _load_definition(row, told, before)
            definitions[one.key, told.version] = before
    return definitions


def _load_definition(indicator: Indicator, told: files.DefinitionFile, before: Definition | None) -> Definition:
    words = _columns(told, "text", "text_en", "unit", "unit_en", "formula", "formula_en", "valid_from")
    more = _columns(told, "assumed", "bridge", "bridge_source")
    refuse(_other_meaning(indicator, told))
    values = {**words, **more, **_source(told), "replaces": before}
    row, _ = Definition.objects.update_or_create(indicator=indicator, version=told.version, defaults=values)
    return row


def _other_meaning(indicator: Indicator, told: files.DefinitionFile) -> Iterator[Problem]:
    """A version under which figures stand keeps its meaning: what changes it is a new version."""
    there = Definition.objects.filter(indicator=indicator, version=told.version, observations__isnull=False).first()
    changed = [name for name in _MEANING if there and getattr(there, name) != getattr(told, name)]
    if changed:
        said = ", ".join(changed)
        message = f"{indicator.key}: figures rest on version {told.version}; write a new version for its {said}"
        yield Problem("in-use", message, "indicators.toml")


def _other_adding(told: files.IndicatorFile) -> Iterator[Problem]:
    used = Indicator.objects.filter(key=told.key, definitions__observations__isnull=False)
    if used.exclude(aggregation=told.aggregation).exists():
        yield Problem("in-use", f"{told.key}: figures rest on its aggregation", "indicators.toml")


def _load_figures(records: files.Records, definitions: Definitions) -> int:
    bodies = memberships.bodies({one.body for one in records.figures})
    unknown = sorted({one.body for one in records.figures} - set(bodies))
    refuse(Problem("unknown", f"there is no body {key}", "figures.toml") for key in unknown)
    written, kept = 0, set()
    for one in records.figures:
        row = _row(one, definitions[one.indicator, one.version], bodies[one.body])
        kept.add(row.place)
        written += _put(row)
    return written + _take_back_the_others(kept)


def _row(told: FigureFile, definition: Definition, body: Any) -> Observation:
    values = _columns(told, "kind", "status", "value", "numerator", "denominator")
    when = {"year": told.period.year, "day": told.day, "known": told.published}
    about = {"definition": definition, "subject": body, "origin": Origin.FILE, "public": True}
    return Observation(**values, **when, **about, **_source(told))


def _put(row: Observation) -> bool:
    """Write what a file tells, unless it is what the file told last of this figure."""
    before = history(row)
    filed = [one for one in before if one.origin == Origin.FILE]
    if filed:
        row.known = max(row.known, filed[-1].known)  # what comes in the place of a row is not known before it
    if filed and _told(filed[-1]) == _told(row):
        return False
    row.supersedes = before[-1] if before else None
    row.save()
    return True


def _told(row: Observation) -> tuple[Any, ...]:
    return row.figure, row.status, row.known, row.document, row.page, row.printed, row.link


def _take_back_the_others(kept: set[Any]) -> int:
    """Figures of files that no file tells any more; what the site wrote since stays."""
    last = Observation.objects.filter(origin=Origin.FILE, superseded_by__isnull=True)
    gone = [row for row in last.exclude(status=Status.TAKEN_BACK) if row.place not in kept]
    for row in gone:
        made = Observation(**copied(row), status=Status.TAKEN_BACK, public=True, origin=Origin.FILE)
        made.supersedes, made.reason, made.known = row, _GONE, clock.today()
        made.save()
    return len(gone)


def _remove(records: files.Records) -> None:
    """Take out what the files no longer name, unless figures rest on it."""
    keys = {one.key for one in records.indicators}
    known = {(one.key, version) for one in records.indicators for version in one.versions}
    try:
        for row in Definition.objects.select_related("indicator").order_by("-version"):
            if (row.indicator.key, row.version) not in known:
                row.delete()
        Indicator.objects.exclude(key__in=keys).delete()
    except ProtectedError as error:
        said = ", ".join(sorted({str(thing) for thing in error.protected_objects}))
        message = f"no file names it any more, but figures rest on it: {said}; keep it in the file"
        raise Rejected([Problem("in-use", message, "indicators.toml")]) from error


def _columns(record: object, *names: str) -> dict[str, Any]:
    return {name: getattr(record, name) for name in names}


def _source(fact: files.Fact) -> dict[str, str]:
    """The document and page of ``package-2022:48``, with the printed text and the link."""
    document, _, page = fact.at.partition(":")
    return {"document": document, "page": page, "printed": fact.printed, "link": fact.link}
