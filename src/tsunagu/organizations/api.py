"""Bodies as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Field, Path, Query, Router, Schema

from tsunagu.kernel.api import Page, Place, asks, placed
from tsunagu.organizations.enums import BodyField, Founder, NameKind, OrganizationKind, ResourceKind, TieKind
from tsunagu.organizations.models import Entry, Organization, Succession, Tie
from tsunagu.organizations.queries import directory, portrait, registered
from tsunagu.organizations.queries.directory import Found, OrganizationQuery
from tsunagu.organizations.queries.portrait import Portrait, PortraitQuery
from tsunagu.organizations.queries.registered import Registered
from tsunagu.registers.enums import CorporationKind, Scheme

router = Router(tags=["organizations"])


class OrganizationOut(Schema):
    """A body by its key and name."""

    key: str = Field(description="identifies the body here")
    name: str = Field(description="the official name, in Japanese")
    name_en: str = Field(description="the English name, empty where none is known")
    kind: OrganizationKind = Field(description="what sort of body it is")


class OrganizationFoundOut(OrganizationOut):
    """A body of a list."""

    founder: Founder | None = Field(description="who founded it, of schools")
    prefecture: str = Field(description="code of the prefecture by JIS X 0401, empty where it is not known")
    valid_from: date | None = Field(description="its first day, null where it is not known")
    valid_to: date | None = Field(description="its last day, null where it lasts or is not known")
    matched: str = Field(description="the name or number by which it was found")
    score: float = Field(description="how well that fits, from 0 to 1")
    then: list[OrganizationOut] = Field(description="what it was on the day asked about, where it was not there yet")
    now: list[OrganizationOut] = Field(description="what has become of it by today, where others followed")


class RegisteredOut(Schema):
    """A corporation of the register of corporate numbers."""

    number: str = Field(description="its corporate number")
    name: str = Field(description="its name, as registered")
    address: str = Field(description="its address, as registered")
    kind: CorporationKind = Field(description="法人種別 of the register")
    closed: date | None = Field(description="the day on which its registration was closed; null where it is open")
    body: OrganizationOut | None = Field(description="the body of this directory that it is, where that is known")


class OrganizationsFoundOut(Page[OrganizationFoundOut]):
    """A part of the bodies that fit, and beside them the register."""

    registered: list[RegisteredOut] = Field(
        description="with the first part, the corporations of the register whose name or number fits best, 20 at most"
    )


class OrganizationNameOut(Schema):
    """A name."""

    text: str = Field(description="the name")
    kind: NameKind = Field(description="what sort of name it is")
    language: str = Field(description="ja or en")
    valid_from: date | None = Field(description="the first day on which it was borne, null where it is not known")
    valid_to: date | None = Field(description="the last such day, null where it lasts or is not known")


class OrganizationNumberOut(Schema):
    """A number."""

    scheme: Scheme = Field(description="whose number it is")
    value: str = Field(description="the number")
    certain: bool = Field(description="false where only a name speaks for it")


class OrganizationSuccessionOut(Schema):
    """One body followed another."""

    predecessor: OrganizationOut = Field(description="the one before")
    successor: OrganizationOut = Field(description="the one after")
    day: date = Field(description="the first day of the one after")
    kind: str = Field(description="rename, merger, split or absorption")


class OrganizationTieOut(Schema):
    """What a body is to another."""

    body: OrganizationOut = Field(description="the other body")
    kind: TieKind = Field(description="what one is to the other")
    part: str = Field(description="as what, in the document's words")


class OrganizationEntryOut(Schema):
    """A place in a printed list."""

    listing: str = Field(description="key of the list")
    name: str = Field(description="name of the list, in Japanese")
    role: TieKind | None = Field(description="as what, if it is said")
    document: str = Field(description="key of the document")
    page: str = Field(description="page of it")
    printed: str = Field(description="the text as printed")


class OrganizationPersonOut(Schema):
    """Somebody, so far as a public document prints it or they agreed."""

    name: str = Field(description="the name")
    title: str = Field(description="the post, or the role in a network")
    fields: list[str] = Field(description="fields of work")
    document: str = Field(description="key of the document that prints it, empty where they agreed to it")
    page: str = Field(description="page of it")


class OrganizationResourceOut(Schema):
    """Something that a body owns and others may use."""

    key: str = Field(description="identifies it here")
    name: str = Field(description="what it is called, in Japanese")
    kind: ResourceKind = Field(description="what sort of thing it is")


class OrganizationWindowOut(Schema):
    """Where to turn for collaboration."""

    office: str = Field(description="the office")
    email: str = Field(description="its mail address")
    phone: str = Field(description="its telephone number")
    hours: str = Field(description="when it can be reached")
    languages: list[str] = Field(description="in which languages")
    url: str = Field(description="its web page")


class OrganizationOwnWordOut(Schema):
    """A field that a body, or the editors, wrote themselves in the place of what documents say."""

    field: BodyField = Field(description="which field")
    by_itself: bool = Field(description="whether the body's own people wrote it, else the editors")
    day: date = Field(description="since when")
    printed: str = Field(description="what documents or registers say in its place, empty where they say nothing")


class OrganizationPortraitOut(OrganizationOut):
    """A body with everything that is known of it on a day."""

    as_of: date = Field(description="the day")
    existed: bool = Field(description="whether it was there on that day, so far as is known")
    founder: Founder | None = Field(description="who founded it, of schools")
    prefecture: str = Field(description="code of the prefecture by JIS X 0401, empty where it is not known")
    url: str = Field(description="its web site, empty where it gave none")
    own_words: list[OrganizationOwnWordOut] = Field(description="which of these it wrote itself")
    valid_from: date | None = Field(description="its first day, null where it is not known")
    valid_to: date | None = Field(description="its last day, null where it lasts or is not known")
    names: list[OrganizationNameOut] = Field(description="all its names")
    numbers: list[OrganizationNumberOut] = Field(description="its numbers")
    was: list[OrganizationOut] = Field(description="what it was on the day: itself, or those before it")
    now: list[OrganizationOut] = Field(description="what has become of it by today: itself, or those after it")
    successions: list[OrganizationSuccessionOut] = Field(description="what came before and after it")
    belongs_to: list[OrganizationTieOut] = Field(description="what it is to other bodies")
    members: list[OrganizationTieOut] = Field(description="what other bodies are to it")
    parts: list[OrganizationOut] = Field(description="bodies that are a part of it")
    listed: list[OrganizationEntryOut] = Field(description="printed lists in which it stands")
    people: list[OrganizationPersonOut] = Field(description="people of it, so far as everybody may see them")
    resources: list[OrganizationResourceOut] = Field(description="what it owns and others may use")
    windows: list[OrganizationWindowOut] = Field(description="where to turn for collaboration")


@router.get(
    "/organizations", response=OrganizationsFoundOut, operation_id="organizations", summary="Bodies of every kind"
)
@asks(OrganizationQuery)
def organizations(request: HttpRequest, question: OrganizationQuery, place: Query[Place]) -> Any:
    """Bodies by any name or number, the best match first, narrowed by kind, prefecture and founder."""
    found = directory.organizations(question, offset=place.offset, limit=place.limit)
    corporations = [] if place.offset else registered.registered(question)
    beside = {"registered": list(map(_registered, corporations))}
    return {**placed(request, place, found.total), "results": list(map(_found, found.rows)), **beside}


Key = Annotated[str, Path(description="the key of the body, as in lists", examples=["osaka-metropolitan-university"])]


@router.get("/organizations/{key}", response=OrganizationPortraitOut, operation_id="organization", summary="One body")
@asks(PortraitQuery)
def organization(request: HttpRequest, question: PortraitQuery, key: Key) -> Any:
    """A body with its names, numbers, history, networks, lists, people and windows, on a day."""
    shown = portrait.portrait(key.replace("\x00", ""), question.as_of)
    if shown is None:
        raise Http404(f"There is no body with the key {key!r}.")
    return _portrait(shown)


def _registered(row: Registered) -> dict[str, Any]:
    said = {name: getattr(row.corporation, name) for name in ("name", "address", "kind", "closed")}
    return {"number": row.number, **said, "body": _body(row.body) if row.body else None}


def _body(body: Organization) -> dict[str, Any]:
    return {"key": body.key, "name": body.name, "name_en": body.name_en, "kind": body.kind}


def _bodies(bodies: Iterable[Organization]) -> list[dict[str, Any]]:
    return list(map(_body, bodies))


def _facts(body: Organization) -> dict[str, Any]:
    days = {"valid_from": body.valid_from, "valid_to": body.valid_to}
    return {**_body(body), "founder": body.founder or None, "prefecture": body.prefecture, **days}


def _found(row: Found) -> dict[str, Any]:
    how = {"name": row.name, "matched": row.matched, "score": round(row.score, 2)}
    line = {"then": _bodies(row.then), "now": _bodies(row.now)}
    return {**_facts(row.body), **how, **line}


def _portrait(shown: Portrait) -> dict[str, Any]:
    successions = [*shown.lineage.before, *shown.lineage.after]
    return {
        **_facts(shown.body),
        "name": shown.name,
        "as_of": shown.day,
        "existed": shown.existed,
        "url": shown.body.url,
        "own_words": shown.own_words,
        "names": shown.names,
        "numbers": shown.identifiers,
        "was": _bodies(shown.was),
        "now": _bodies(shown.now),
        "successions": [_succession(row) for row in successions],
        "belongs_to": [_tie(tie, tie.of) for tie in shown.ties],
        "members": [_tie(tie, tie.body) for tie in shown.tied],
        "parts": _bodies(shown.parts),
        "listed": [_entry(entry) for entry in shown.entries],
        "people": shown.people,
        "resources": shown.resources,
        "windows": shown.windows,
    }


def _tie(tie: Tie, other: Organization) -> dict[str, Any]:
    return {"body": _body(other), "kind": tie.kind, "part": tie.part}


def _succession(row: Succession) -> dict[str, Any]:
    two = {"predecessor": _body(row.predecessor), "successor": _body(row.successor)}
    return {**two, "day": row.day, "kind": row.kind}


def _entry(entry: Entry) -> dict[str, Any]:
    cited = {"document": entry.document, "page": entry.page, "printed": entry.printed}
    return {"listing": entry.listing.key, "name": entry.listing.name, "role": entry.role or None, **cited}
