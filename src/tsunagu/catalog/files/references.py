"""What no single file can know: keys that point nowhere, keys used twice, words outside the controlled lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from tsunagu.catalog.enums import ApplicantType, TermKind
from tsunagu.catalog.enums.tags import TAGS
from tsunagu.catalog.files.shapes import (
    CallFile,
    Catalog,
    ContactFile,
    DocumentFile,
    Fact,
    MapFile,
    PackageFile,
    ProgramFile,
    StatusFile,
    TermFile,
    TotalFile,
)
from tsunagu.kernel.problems import Problem


def broken_references(catalog: Catalog) -> Iterator[Problem]:
    """Every problem between the files."""
    yield from _organizations(catalog.organizations)
    yield from _documents(catalog.documents)
    yield from _twice("programs", "the key", (program.key for program in catalog.programs))
    yield from _twice("maps", "the map", (f"{map_.key} {map_.fiscal_year}" for map_ in catalog.maps))
    known = _Known(catalog)
    for program in catalog.programs:
        yield from known.program(program, f"programs/{program.key}.toml")
    for map_ in catalog.maps:
        yield from known.map(map_, f"maps/{map_.key}.toml")
    for package in catalog.packages:
        yield from known.package(package, "packages.toml")
    yield from known.totals(catalog.totals)
    yield from known.without_day(catalog.documents)


class _Known:
    """The keys that exist, and what a file may say only with them."""

    def __init__(self, catalog: Catalog) -> None:
        self._documents = {document.key for document in catalog.documents}
        self._organizations = {record.get("key", "") for record in catalog.organizations}
        self._ministries = {record.get("name", "") for record in catalog.organizations}
        self._programs = {program.key for program in catalog.programs}
        self._totals = {total.key for total in catalog.totals}
        self._cited: set[str] = set()

    def sources(self, where: str, facts: Iterable[Fact]) -> Iterator[Problem]:
        """Documents that facts name."""
        for fact in facts:
            document, _, page = fact.at.partition(":")
            self._cited.add(document)
            yield from _missing(where, "document", document, self._documents)
            if page and not page[0].isdigit():
                yield Problem("page", f"the page of {fact.at!r} does not begin with its number", where=where)

    def program(self, program: ProgramFile, where: str) -> Iterator[Problem]:
        """A program's file."""
        yield from _missing(where, "ministry", program.ministry, self._organizations)
        yield from _missing(where, "agency", program.agency, self._organizations)
        yield from self.sources(where, _facts(program))
        yield from _twice(where, "the relation", (f"{relation.kind} {relation.to}" for relation in program.relation))
        for edition in program.edition:
            yield from _twice(where, f"{edition.fiscal_year}: the track", (track.key for track in edition.track))
        for relation in program.relation:
            yield from _missing(where, "program", relation.to, self._programs)
        yield from self._applications(program, where)
        for budget in program.budget:
            yield from _missing(where, "total", budget.counts_in, self._totals)
        for tag in set(program.tags) - set(TAGS):
            yield Problem("unknown_tag", f"the tag {tag!r} is not in the list", where=where)

    def _applications(self, program: ProgramFile, where: str) -> Iterator[Problem]:
        """Calls, statuses and terms: their tracks and programs, windows in order, reasons."""
        tracks = {track.key for edition in program.edition for track in edition.track}
        about: list[CallFile | StatusFile | TermFile] = [*program.call, *program.status, *program.term]
        for fact in about:
            yield from _missing(where, "track", fact.track, tracks)
        for call in program.call:
            if call.opens and call.closes and call.closes < call.opens:
                yield Problem("window", f"the call of {call.fiscal_year} closes before it opens", where=where)
        for term in program.term:
            if term.kind is TermKind.EXCLUSION:
                yield from _missing(where, "program", term.to, self._programs)
            elif term.kind is TermKind.GATE:
                yield from _missing(where, "track", term.to, tracks)

    def map(self, map_: MapFile, where: str) -> Iterator[Problem]:
        """A map's file."""
        yield from self.sources(where, [map_, *map_.box, *map_.contact])
        programs = [box.program for box in map_.box] + [contact.program for contact in map_.contact]
        for key in (*programs, map_.band_program):
            yield from _missing(where, "program", key, self._programs)
        for contact in map_.contact:
            yield from self._contact(contact, where)

    def _contact(self, contact: ContactFile, where: str) -> Iterator[Problem]:
        for office in contact.office:
            yield from _missing(where, "ministry", office.ministry, self._ministries)
        for kind in set(map(str, contact.applicants + contact.partial)).difference(ApplicantType):
            yield Problem("applicant", f"{contact.name}: applicant type {kind} is not one of 1 to 4", where=where)

    def totals(self, totals: Iterable[TotalFile]) -> Iterator[Problem]:
        """The printed totals; one can be compared only with one that stands above it."""
        yield from self.sources("totals.toml", totals)
        above: set[str] = set()
        for total in totals:
            yield from _missing("totals.toml", "total", total.ratio_to, above)
            above.add(total.key)

    def package(self, package: PackageFile, where: str) -> Iterator[Problem]:
        """A version of the package."""
        yield from self.sources(where, [package, *package.item])
        for item in package.item:
            yield from _missing(where, "program", item.program, self._programs)

    def without_day(self, records: Iterable[DocumentFile]) -> Iterator[Problem]:
        """Documents that the facts seen so far name and that have no day: no past day would show these facts."""
        dated = {record.key for record in records if record.has_day}
        for key in sorted(self._cited & self._documents - dated):
            yield Problem("no_day", f"{key}: {_NO_DAY}", where="documents")


_NO_DAY = (
    "facts name it, but it has no day. Write date or known_from = YYYY-MM-DD; where only a year or a fiscal year is"
    " known, known_from is its last day and note says so; else write read_on, the day somebody read it"
)


def _facts(program: ProgramFile) -> Iterator[Fact]:
    """All facts of a program's file."""
    yield from program.alias
    yield from program.want
    yield from program.relation
    yield from program.eligibility
    yield from program.budget
    yield from program.call
    yield from program.status
    yield from program.term
    for edition in program.edition:
        yield edition
        yield from edition.track


def _missing(where: str, what: str, key: str, known: set[str]) -> Iterator[Problem]:
    if key and key not in known:
        yield Problem("unknown_key", f"{what} {key!r} is not defined", where=where)


def _twice(where: str, what: str, keys: Iterable[str]) -> Iterator[Problem]:
    for key, count in Counter(keys).items():
        if count > 1:
            yield Problem("twice", f"{what} {key!r} is there twice", where=where)


def _documents(records: Sequence[DocumentFile]) -> Iterator[Problem]:
    """Documents named twice, and addresses that no browser should be sent to."""
    yield from _twice("documents", "the document", (record.key for record in records))
    for record in records:
        if record.url and not record.url.startswith(("https://", "http://")):
            message = f"{record.key}: the url {record.url!r} does not start with https:// or http://"
            yield Problem("url", message, where="documents")


def _organizations(records: Iterable[dict[str, str]]) -> Iterator[Problem]:
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
