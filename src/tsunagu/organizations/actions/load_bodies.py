"""Bodies of the text files, with their names, numbers, successions and ties."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import ProtectedError

from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.organizations import files
from tsunagu.organizations.actions import own_words
from tsunagu.organizations.enums import NameKind, OrganizationKind, TieKind
from tsunagu.organizations.models import Identifier, Name, Organization, Succession, Tie
from tsunagu.organizations.rules import names
from tsunagu.registers.enums import Scheme

Bodies = Mapping[str, Organization]
_COLUMNS = ("name", "name_en", "short", "kind", "founder", "prefecture", "valid_from", "valid_to")
_SOURCE = ("document", "page", "printed", "note", "filed")
_WRITTEN = (*_COLUMNS, *_SOURCE)
_NUMBERS = {
    "school": Scheme.SCHOOL,
    "ror": Scheme.ROR,
    "openalex": Scheme.OPENALEX,
    "government": Scheme.LOCAL_GOVERNMENT,
}


def source(fact: files.Fact) -> dict[str, Any]:
    """The source columns of one fact: ``at = "package-2022:11"``."""
    document, _, page = fact.at.partition(":")
    return {"document": document, "page": page, "printed": fact.printed, "note": fact.note, "filed": True}


def load_bodies(directory: files.Directory) -> Bodies:
    """Bring in bodies with what belongs to them, and take out those that the files no longer name."""
    listed = {listing.key: listing for listing in directory.listings}
    rows = [
        *map(_prefecture, directory.prefectures),
        *map(_body, directory.bodies),
        *(_center(center, listed[center.listing]) for center in directory.centers if center.hosts),
    ]
    _write(rows)
    _remove_what_is_gone({row.key for row in rows})
    bodies = {body.key: body for body in Organization.objects.all()}
    _write_parents(directory, bodies)
    _write_names(directory, bodies)
    _write_numbers(directory, bodies)
    _write_relations(directory, bodies)
    return bodies


def _prefecture(row: files.PrefectureFile) -> Organization:
    kind = OrganizationKind.PREFECTURE
    names = {"name": row.name, "name_en": row.name_en}
    return Organization(key=row.key, kind=kind, prefecture=row.code, filed=True, **names)


def _body(row: files.BodyFile) -> Organization:
    columns = {name: getattr(row, name) or "" for name in ("name", "name_en", "short", "founder", "prefecture")}
    days = {"valid_from": row.valid_from, "valid_to": row.valid_to}
    return Organization(key=row.key, kind=row.kind, **columns, **days, **source(row))


def _center(row: files.CenterFile, listing: files.ListingFile) -> Organization:
    cited = cited_in(row, listing)
    return Organization(key=row.key, name=row.name, kind=OrganizationKind.CENTER, **cited)


def cited_in(row: files.CenterFile, listing: files.ListingFile) -> dict[str, Any]:
    """The source columns of a center: the page of its list, and the letters printed there."""
    return {**source(listing), "printed": row.printed or row.name, "note": row.note}


def _write(rows: Iterable[Organization]) -> None:
    """Make new bodies and bring those that are there up to date, without a write where nothing differs."""
    there, kept = {body.key: body for body in Organization.objects.all()}, own_words.kept()
    new, differing = [], []
    for row in rows:
        old = there.get(row.key)
        if old is None:
            new.append(row)
        elif _differs(row, old, kept):
            row.pk = old.pk
            differing.append(row)
    Organization.objects.bulk_create(new)
    Organization.objects.bulk_update(differing, _WRITTEN)


def _differs(row: Organization, old: Organization, kept: own_words.Kept) -> bool:
    """Whether a file says something else than what is there, beside what the body keeps itself."""
    own_words.spare(row, old, kept.get(row.key, {}))
    return any(getattr(old, name) != getattr(row, name) for name in _WRITTEN)


def _remove_what_is_gone(keys: set[str]) -> None:
    gone = Organization.objects.filter(filed=True).exclude(key__in=keys)
    try:
        gone.delete()
    except ProtectedError as error:
        said = ", ".join(sorted({str(thing) for thing in error.protected_objects}))
        message = f"no file names it any more, but it is in use: {said}; keep its line, with valid_to"
        raise Rejected([Problem("in-use", message, "bodies.csv")]) from error


def _write_parents(directory: files.Directory, bodies: Bodies) -> None:
    """A body of the files is a part of the one they name; a center of the one that set it up, if it is one."""
    parents = {body.key: body.parent for body in directory.bodies}
    for center in directory.centers:
        hosts = files.parts(center.hosts)
        parents.setdefault(center.key, hosts[0] if len(hosts) == 1 else "")
    differing = []
    for key, parent in parents.items():
        wanted = bodies[parent] if parent else None
        if bodies[key].parent_id != (wanted and wanted.pk):
            bodies[key].parent = wanted
            differing.append(bodies[key])
    Organization.objects.bulk_update(differing, ["parent"])


def _write_names(directory: files.Directory, bodies: Bodies) -> None:
    Name.objects.filter(filed=True).delete()
    named = [(bodies[key], kind, text) for key, kind, text in _spared(directory) if text]
    # a name that somebody gave before the files did stays theirs
    Name.objects.bulk_create((name(*row, filed=True) for row in named), ignore_conflicts=True)


def _spared(directory: files.Directory) -> Iterator[tuple[str, NameKind, str]]:
    """The names of the files, without those that a body keeps itself."""
    kept = own_words.kept()
    for key, kind, text in _names(directory):
        for one, spelled in own_words.spared([(kind, text)], kept.get(key, {})):
            yield key, one, spelled


def name(body: Organization, kind: NameKind, text: str, **more: Any) -> Name:
    """A name of a body, with the form in which it is searched; an official one holds as long as the body."""
    days = {"valid_from": body.valid_from, "valid_to": body.valid_to} if kind is NameKind.OFFICIAL else {}
    language = "en" if kind is NameKind.ENGLISH else "ja"
    spelled = {"text": names.kept(text), "normal": names.searchable(text), "language": language}
    return Name(organization=body, kind=kind, **{**spelled, **days, **more})


def _names(directory: files.Directory) -> Iterator[tuple[str, NameKind, str]]:
    for prefecture in directory.prefectures:
        yield prefecture.key, NameKind.OFFICIAL, prefecture.name
        yield prefecture.key, NameKind.KANA, prefecture.kana
        yield prefecture.key, NameKind.ENGLISH, prefecture.name_en
        if prefecture.name[-1] in "都府県":
            yield prefecture.key, NameKind.SHORT, prefecture.name[:-1]
    for body in directory.bodies:
        yield from _names_of(body)
    for center in directory.centers:
        if center.hosts:
            yield center.key, NameKind.OFFICIAL, center.name


def _names_of(body: files.BodyFile) -> Iterator[tuple[str, NameKind, str]]:
    yield body.key, NameKind.OFFICIAL, body.name
    yield body.key, NameKind.KANA, body.kana
    yield body.key, NameKind.ENGLISH, body.name_en
    yield body.key, NameKind.SHORT, body.short
    yield from ((body.key, NameKind.ALIAS, text) for text in files.parts(body.also))
    yield from ((body.key, NameKind.OLD, text) for text in files.parts(body.were))


def _write_numbers(directory: files.Directory, bodies: Bodies) -> None:
    Identifier.objects.filter(filed=True).delete()
    wanted = list(_numbers(directory, bodies))
    others = {(number.scheme, number.value): number.organization_id for number in Identifier.objects.all()}
    taken = [number for number in wanted if (number.scheme, number.value) in others]
    foreign = [number for number in taken if others[number.scheme, number.value] != number.organization_id]
    if foreign:
        raise Rejected([Problem("taken", f"{number} belongs to another body here", "bodies.csv") for number in foreign])
    Identifier.objects.bulk_create(number for number in wanted if number not in taken)


def _numbers(directory: files.Directory, bodies: Bodies) -> Iterator[Identifier]:
    for prefecture in directory.prefectures:
        yield Identifier(
            organization=bodies[prefecture.key], scheme=Scheme.LOCAL_GOVERNMENT, value=prefecture.number, filed=True
        )
    for body in directory.bodies:
        unsure = files.parts(body.unsure)
        for column, scheme in _NUMBERS.items():
            if value := getattr(body, column):
                certain = column not in unsure
                yield Identifier(organization=bodies[body.key], scheme=scheme, value=value, certain=certain, filed=True)


def _write_relations(directory: files.Directory, bodies: Bodies) -> None:
    Succession.objects.filter(filed=True).delete()
    Tie.objects.filter(filed=True).delete()
    Succession.objects.bulk_create(_succession(row, bodies) for row in directory.successions)
    own = set(Tie.objects.values_list("body", "of", "kind"))
    told = (tie for tie in _ties(directory, bodies) if not _is_told_better(tie, own))
    Tie.objects.bulk_create(told, ignore_conflicts=True)


def _is_told_better(tie: Tie, own: set[tuple[int, int, str]]) -> bool:
    """Whether a file says of a membership not since when, while its people said something of it themselves."""
    return tie.valid_from is None and (tie.body_id, tie.of_id, str(tie.kind)) in own


def _succession(row: files.SuccessionFile, bodies: Bodies) -> Succession:
    two = {"predecessor": bodies[row.predecessor], "successor": bodies[row.successor]}
    return Succession(**two, day=row.day, kind=row.kind, **source(row))


def _ties(directory: files.Directory, bodies: Bodies) -> Iterator[Tie]:
    """Who belongs to what: as the files say, and as the lists of centers do."""
    yield from (_tie(tie, bodies) for tie in directory.ties)
    listed = {listing.key: listing for listing in directory.listings}
    for center in directory.centers:
        yield from _ties_of(center, listed[center.listing], bodies)


def _tie(tie: files.TieFile, bodies: Bodies) -> Tie:
    days = {"valid_from": tie.valid_from, "valid_to": tie.valid_to}
    how = {"kind": tie.kind, "part": tie.part, "role": tie.role}
    return Tie(body=bodies[tie.body], of=bodies[tie.of], **how, **days, **source(tie))


def _ties_of(center: files.CenterFile, listing: files.ListingFile, bodies: Bodies) -> Iterator[Tie]:
    cited = cited_in(center, listing)
    for host in files.parts(center.hosts):
        yield Tie(body=bodies[host], of=bodies[center.key], kind=TieKind.HOST, **cited)
    if listing.network:
        how = {"kind": center.role or TieKind.MEMBER, "valid_from": listing.valid_from}
        yield Tie(body=bodies[center.key], of=bodies[listing.network], **how, **cited)
