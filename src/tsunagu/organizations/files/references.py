"""What the text files say of one another: everything that is named is there, once, and can be so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from tsunagu.kernel.problems import Problem
from tsunagu.kernel.spans import Span
from tsunagu.organizations.files.shapes import BodyFile, Directory, ListingFile, parts
from tsunagu.organizations.rules import circles, days, names
from tsunagu.registers.enums import Scheme
from tsunagu.registers.rules import identifiers

BODIES, CENTERS, LISTINGS, SUCCESSIONS = "bodies.csv", "centers.csv", "listings.toml", "successions.csv"
_Keys = frozenset[str]
NUMBERS = {
    "school": Scheme.SCHOOL,
    "ror": Scheme.ROR,
    "openalex": Scheme.OPENALEX,
    "government": Scheme.LOCAL_GOVERNMENT,
}


def problems_among(directory: Directory, known: _Keys) -> Iterator[Problem]:
    """Every problem of the files, each naming its file. known: keys of bodies that are there beside theirs."""
    bodies = _keys(directory) | known
    yield from _twice("key", _all_keys(directory), BODIES)
    yield from _bodies(directory.bodies, bodies, {prefecture.code for prefecture in directory.prefectures})
    yield from _numbers(directory)
    yield from _successions(directory, bodies)
    yield from _lists(directory, bodies)
    yield from _others(directory, bodies)


def spans(directory: Directory) -> dict[str, Span]:
    """From when to when each body of the files is there."""
    return {body.key: body.span for body in directory.bodies}


def by_printed_name(directory: Directory) -> dict[str, list[str]]:
    """The keys of the bodies that bear a name: more than one where a list cannot say which one it means."""
    found: dict[str, list[str]] = {}
    for body in directory.bodies:
        for name in {body.name, *parts(body.also), *parts(body.were)}:
            found.setdefault(name, []).append(body.key)
    for center in filter(lambda center: center.hosts, directory.centers):
        found.setdefault(center.name, []).append(center.key)
    return found


def _all_keys(directory: Directory) -> list[str]:
    """The keys of all bodies; a center without hosts is one that stands among the bodies."""
    centers = [center for center in directory.centers if center.hosts]
    return [row.key for rows in (directory.prefectures, directory.bodies, centers) for row in rows]


def _keys(directory: Directory) -> _Keys:
    return frozenset(_all_keys(directory))


def _bodies(rows: Iterable[BodyFile], bodies: _Keys, prefectures: set[str]) -> Iterator[Problem]:
    for body in rows:
        for text in (body.name, *parts(body.also), *parts(body.were)):
            yield from _named(names.problems(text), body.key, BODIES)
        yield from _named(days.problems(body.span), body.key, BODIES)
        yield from _missing(body.parent, bodies, BODIES)
        if body.prefecture and body.prefecture not in prefectures:
            yield Problem("unknown", f"{body.key}: there is no prefecture {body.prefecture}", BODIES)


def _numbers(directory: Directory) -> Iterator[Problem]:
    for column, scheme in NUMBERS.items():
        given = [(body.key, getattr(body, column)) for body in directory.bodies if getattr(body, column)]
        for key, value in given:
            yield from _named(identifiers.problems(scheme, value), key, BODIES)
        yield from _twice(column, (value for _, value in given), BODIES)
    for prefecture in directory.prefectures:
        found = identifiers.problems(Scheme.LOCAL_GOVERNMENT, prefecture.number)
        yield from _named(found, prefecture.key, "prefectures.csv")


def _successions(directory: Directory, bodies: _Keys) -> Iterator[Problem]:
    known = spans(directory)
    pairs = [(row.predecessor, row.successor) for row in directory.successions]
    for row in directory.successions:
        for key in (row.predecessor, row.successor):
            yield from _missing(key, bodies, SUCCESSIONS)
        before = Span(known.get(row.predecessor, Span()).first)
        yield from _named(days.problems(Span(row.day), before), row.predecessor, SUCCESSIONS)
    if members := circles.circle(pairs):
        yield Problem("circle", f"these follow one another in a circle: {' → '.join(map(str, members))}", SUCCESSIONS)


def _lists(directory: Directory, bodies: _Keys) -> Iterator[Problem]:
    listings = frozenset(listing.key for listing in directory.listings)
    printed = by_printed_name(directory)
    yield from _twice("key", (listing.key for listing in directory.listings), LISTINGS)
    for listing in directory.listings:
        yield from _missing(listing.network, bodies, LISTINGS)
        yield from _entries(listing, printed)
    for center in directory.centers:
        yield from _missing(center.listing, listings, CENTERS)
        yield from _named(names.problems(center.name), center.key, CENTERS)
        for host in parts(center.hosts):
            yield from _missing(host, bodies, CENTERS)
    for count in directory.counts:
        for key in count.listings:
            yield from _missing(key, listings, "counts.toml")


def _entries(listing: ListingFile, printed: dict[str, list[str]]) -> Iterator[Problem]:
    for entry in listing.entry:
        for name in entry.bodies:
            bearers = printed.get(name, [])
            if len(bearers) != 1:
                said = f"{', '.join(bearers)} bear" if bearers else "no body bears"
                yield Problem("unknown", f"{listing.key}: {said} the name {name}", LISTINGS)


def _others(directory: Directory, bodies: _Keys) -> Iterator[Problem]:
    known = spans(directory)
    for tie in directory.ties:
        for key in (tie.body, tie.of):
            yield from _missing(key, bodies, "ties.csv")
    for resource in directory.resources:
        yield from _missing(resource.owner, bodies, "resources.toml")
    for person in directory.people:
        yield from _named(names.problems(person.name), person.key, "people.toml")
        for post in person.post:
            yield from _missing(post.body, bodies, "people.toml")
            found = days.problems(post.span, known.get(post.body, Span()))
            yield from _named(found, person.key, "people.toml")


def _named(found: Iterable[Problem], key: str, where: str) -> Iterator[Problem]:
    return (Problem(problem.code, f"{key}: {problem.message}", where) for problem in found)


def _missing(key: str, known: _Keys, where: str) -> Iterator[Problem]:
    if key and key not in known:
        yield Problem("unknown", f"there is no {key}", where)


def _twice(what: str, values: Iterable[str], where: str) -> Iterator[Problem]:
    for value, times in Counter(values).items():
        if times > 1:
            yield Problem("twice", f"the {what} {value} is there {times} times", where)
