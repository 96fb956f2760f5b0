"""The directory of bodies: found by any name or number, narrowed by facets, on any day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, Subquery, Value, When
from django.db.models.fields import FloatField

from tsunagu.kernel import clock
from tsunagu.kernel.labels import Label, language
from tsunagu.kernel.questions import Choices, asked
from tsunagu.kernel.remembering import remembered
from tsunagu.kernel.tables import Column, Columns
from tsunagu.organizations.enums import Founder, NameKind, OrganizationKind
from tsunagu.organizations.models import LONGEST_KEY, Entry, Identifier, Listing, Name, Organization, Window
from tsunagu.organizations.models.evidence import holding
from tsunagu.organizations.queries import lineage
from tsunagu.organizations.rules import names
from tsunagu.registers.enums import Scheme
from tsunagu.registers.rules import identifiers

LONGEST_WORDS = 100  # characters
_OFFERED = 10  # bodies in a form
Rows = Any  # rows with what speaks for each beside their columns, which no type of Django's tells


@remembered(language)
def prefectures() -> Choices:
    """Codes and names of the prefectures."""
    rows = Organization.objects.filter(kind=OrganizationKind.PREFECTURE).order_by("prefecture")
    return [(row.prefecture, row.display_name) for row in rows]


@remembered(language)
def listings() -> Choices:
    """Keys and names of the printed lists that name anybody."""
    rows = Listing.objects.filter(entries__isnull=False).distinct()
    return [(row.key, row.display_name) for row in rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationQuery:
    """Which bodies are asked for, and as of which day."""

    words: str = asked(
        Label("名称・番号", "Name or number"),
        "",
        name="q",
        also="name",
        most=LONGEST_WORDS,
        help="a name in kanji, kana or English, old or short, or a number of any kind",
        example="首都大",
    )
    kind: OrganizationKind | None = asked(Label("種類", "Kind"), None, help="only bodies of this kind")
    prefecture: str = asked(
        Label("都道府県", "Prefecture"),
        "",
        choices=prefectures,
        most=2,
        help="only bodies in this prefecture, by its code from 01 to 47",
        example="39",
    )
    founder: Founder | None = asked(Label("設置者", "Founder"), None, help="only schools of this founder")
    listing: str = asked(
        Label("拠点・採択の一覧", "List of hubs or awards"),
        "",
        choices=listings,
        most=LONGEST_KEY,
        help="only bodies that a document names in this list",
        example="j-peaks-2023",
    )
    window: bool | None = asked(
        Label("連携の窓口", "Window"), None, help="only bodies that publish a window for collaboration, or that do not"
    )
    as_of: date | None = asked(Label("基準日", "As of"), None, help="as it was on this day; today where it is not said")

    @property
    def day(self) -> date:
        """The day that is asked about."""
        return self.as_of or clock.today()


@dataclass(frozen=True, slots=True)
class Found:
    """A body. name: on the day asked about. matched: the name or number by which it was found, and how well.

    then: what it was on that day, where it was not there yet. now: what has become of it by today.
    """

    body: Organization
    name: str
    matched: str
    score: float
    then: list[Organization]
    now: list[Organization]


@dataclass(frozen=True, slots=True)
class Results:
    """A part of the bodies that were found, and how many there are in all."""

    total: int
    rows: list[Found]


@dataclass(frozen=True, slots=True)
class Facets:
    """How many bodies each choice would leave, the other choices being as they are."""

    kinds: dict[OrganizationKind, int]
    prefectures: dict[str, int]
    founders: dict[Founder, int]
    listings: dict[str, int]


def _names_of(bodies: Sequence[Organization]) -> str:
    return "|".join(body.display_name for body in bodies)


ORGANIZATIONS = Columns[Found](
    Column("key", "番号", "Key", lambda row: row.body.key),
    Column("name", "名称", "Name", lambda row: row.name),
    Column("name_en", "英語名", "English name", lambda row: row.body.name_en),
    Column("kind", "種類", "Kind", lambda row: row.body.kind),
    Column("founder", "設置者", "Founder", lambda row: row.body.founder),
    Column("prefecture", "都道府県", "Prefecture", lambda row: row.body.prefecture),
    Column("valid_from", "設置日", "Since", lambda row: _day(row.body.valid_from)),
    Column("valid_to", "最終日", "Until", lambda row: _day(row.body.valid_to)),
    Column("then", "当時の機関", "Was then", lambda row: _names_of(row.then)),
    Column("now", "現在の機関", "Is now", lambda row: _names_of(row.now)),
    Column("matched", "一致した名称", "Found by", lambda row: row.matched),
    Column("score", "一致度", "Score", lambda row: round(row.score, 2), style="number"),
)
UNSURE = Columns[Identifier](
    Column("key", "番号", "Key", lambda row: row.organization.key if row.organization else ""),
    Column("name", "名称", "Name", lambda row: row.organization.name if row.organization else ""),
    Column("scheme", "番号の種類", "Number of", lambda row: row.scheme),
    Column("value", "値", "Value", lambda row: row.value),
)


def organizations(question: OrganizationQuery, *, offset: int = 0, limit: int | None = None) -> Results:
    """The bodies that fit, the best match first; in a fixed number of statements."""
    total = _narrowed(question).count()
    fitting = _fitting(question)
    official = Name.objects.filter(holding(question.day), kind=NameKind.OFFICIAL)
    ordered = fitting.order_by("-score", "pk").prefetch_related(Prefetch("names", official, "official"))
    bodies = list(ordered[offset : None if limit is None else offset + limit])
    then = lineage.predecessors(bodies, question.day) if question.as_of else {}
    now = lineage.successors(bodies, clock.today())
    found = [_found(body, then.get(body.pk), now[body.pk]) for body in bodies]
    return Results(total, found)


def named(words: str) -> list[Organization]:
    """The bodies that a form offers for a name or number, the best match first; none without words."""
    asked_for = words.strip()[:LONGEST_WORDS]
    found = organizations(OrganizationQuery(words=asked_for), limit=_OFFERED).rows if asked_for else []
    return [row.body for row in found]


def addresses(keys: Iterable[str]) -> dict[str, str]:
    """The pages of the bodies with these keys; those that are not here are left out."""
    there = Organization.objects.filter(key__in={key for key in keys if key}).only("key")
    return {body.key: body.get_absolute_url() for body in there}


def numbers(keys: Iterable[str]) -> dict[str, int]:
    """The numbers of the bodies with these keys; those that are not here are left out."""
    return dict(Organization.objects.filter(key__in=set(keys)).order_by("key").values_list("key", "pk"))


def facets(question: OrganizationQuery) -> Facets:
    """How many bodies each kind, prefecture, founder and list has among those that fit otherwise; four statements."""
    founders = _sizes(replace(question, founder=None), "founder")
    return Facets(
        kinds(question),
        _sizes(replace(question, prefecture=""), "prefecture"),
        {Founder(founder): size for founder, size in founders.items()},
        listed(question),
    )


def kinds(question: OrganizationQuery) -> dict[OrganizationKind, int]:
    """How many bodies of each kind there are among those that fit otherwise."""
    sizes = _sizes(replace(question, kind=None), "kind")
    return {OrganizationKind(kind): size for kind, size in sizes.items()}


def listed(question: OrganizationQuery) -> dict[str, int]:
    """How many bodies each printed list names among those that fit otherwise, by its key."""
    others = _narrowed(replace(question, listing="")).values("pk")
    rows = Entry.objects.filter(organization__in=others).order_by().values_list("listing__key")
    return dict(rows.annotate(Count("organization", distinct=True)))


def unsure() -> list[Identifier]:
    """Numbers of bodies that somebody has to confirm, since only a name speaks for them."""
    return list(Identifier.objects.filter(certain=False, organization__isnull=False).select_related("organization"))


def _found(body: Any, then: list[Organization] | None, now: list[Organization]) -> Found:
    official = [name.text for name in body.official]
    matched, score = body.matched, body.score
    return Found(body, official[0] if official else body.name, matched or "", score, then or [], now)


def _fitting(question: OrganizationQuery) -> Rows:
    """The bodies that fit, with what speaks for each."""
    if not question.words:
        return _narrowed(question).annotate(matched=Value(""), score=Value(1.0))
    if numbers := list(_numbers(question.words)):
        held = Identifier.objects.filter(organization=OuterRef("pk"), value__in=numbers)
        matched = Subquery(held.values("value")[:1])
        return _narrowed(question).annotate(matched=matched, score=Value(1.0))
    scored = _scored(names.searchable(question.words))
    best = scored.filter(organization=OuterRef("pk")).order_by("-score", "pk")
    score = Subquery(best.values("score")[:1], FloatField())
    return _narrowed(question).annotate(matched=Subquery(best.values("text")[:1]), score=score)


def _narrowed(question: OrganizationQuery) -> Rows:
    """The bodies that fit, in no order: enough to count them.

    A day narrows a list; who is asked for by name is found on any day, and said what it was then.
    """
    bodies: Rows = Organization.objects.order_by()
    if question.kind:
        bodies = bodies.filter(kind=question.kind)
    if question.prefecture:
        bodies = bodies.filter(prefecture=question.prefecture)
    if question.founder:
        bodies = bodies.filter(founder=question.founder)
    if question.listing:
        bodies = bodies.filter(Exists(Entry.objects.filter(organization=OuterRef("pk"), listing__key=question.listing)))
    if question.window is not None:
        has_one = Exists(Window.objects.filter(holding(question.day), organization=OuterRef("pk")))
        bodies = bodies.filter(has_one if question.window else ~has_one)
    if question.words:
        return bodies.filter(pk__in=_hits(question.words))
    if question.as_of or not question.listing:  # a printed list names bodies of its own day
        bodies = bodies.filter(holding(question.day))
    return bodies


def _hits(words: str) -> Rows:
    """The numbers of the bodies that words name."""
    if numbers := list(_numbers(words)):
        return Identifier.objects.filter(value__in=numbers, organization__isnull=False).values("organization")
    return _alike(names.searchable(words)).values("organization")


def _alike(normal: str) -> Rows:
    """Names that are, begin with, hold or resemble what is asked for, in its form of comparison."""
    rows = Name.objects.filter(Q(normal__contains=normal) | Q(normal__trigram_similar=normal))
    return rows if normal else rows.none()


def _scored(normal: str) -> Rows:
    """Such names with how well each fits."""
    score = Case(
        When(normal=normal, then=Value(1.0)),
        When(normal__startswith=normal, then=Value(0.9)),
        When(normal__contains=normal, then=Value(0.8)),
        default=F("similarity"),
        output_field=FloatField(),
    )
    return _alike(normal).annotate(similarity=TrigramSimilarity("normal", normal)).annotate(score=score)


def _numbers(words: str) -> Iterator[str]:
    """The numbers that these words can be."""
    for scheme in Scheme:
        value = identifiers.canonical(scheme, words)
        if not any(identifiers.problems(scheme, value)):
            yield value


def _sizes(question: OrganizationQuery, column: str) -> dict[str, int]:
    known = _narrowed(question).exclude(**{column: ""})
    return dict(known.values_list(column).annotate(Count("pk")))


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
