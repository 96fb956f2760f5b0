"""Finding programs: facets decide first, then the words of a want."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from tsunagu.catalog.enums import BodyKind, Phase, tag_label
from tsunagu.catalog.models import Box, Contact, Edition, Eligibility, Map, Program
from tsunagu.catalog.queries import choices
from tsunagu.kernel.labels import Label
from tsunagu.kernel.questions import Choices, Door, asked
from tsunagu.kernel.tables import Table
from tsunagu.kernel.years import FiscalYear
from tsunagu.organizations import queries as organizations
from tsunagu.search import engine
from tsunagu.search.documents import Document, Hit

# Fields in which words are looked for, and their weights; chosen on tests/catalog/queries/seen.toml by `make quality`.
WEIGHTS = {"title": 2.0, "alias": 1.5, "want": 2.5, "keyword": 2.0, "text": 1.2, "context": 0.5}


_WANT = Label("やりたいこと", "What you want to do")
_TAG = Label("分野・目的", "Field or purpose")


def _tags() -> Choices:
    return [(tag, tag_label(tag)) for tag in choices.tags()]


@dataclass(frozen=True, slots=True)
class ProgramQuery:
    """What somebody is looking for. Empty fields do not narrow."""

    words: str = asked(_WANT, "", name="q", most=choices.LONGEST, help="a want in plain words")
    applicant: BodyKind | None = choices.applicant(
        also="as", help="who asks: programs that only others may apply for are marked"
    )
    theme: str = choices.theme()
    phase: Phase | None = choices.phase()
    ministry: str = choices.ministry()
    tag: str = asked(_TAG, "", most=40, choices=_tags)
    fiscal_year: FiscalYear | None = choices.year(choices=choices.known_years)
    new_call: bool | None = choices.new_call()
    limit: int = asked(Label("件数", "Number"), 100, least=1, most=1000, doors=Door.API)
    offset: int = asked(Label("先頭の位置", "Offset"), 0, least=0, most=100_000, doors=Door.API)


@dataclass(frozen=True, slots=True)
class Found:
    """A program found, why, and who must apply if not the one who asks."""

    program: Program
    score: float = 0.0
    matched: list[str] = field(default_factory=list)
    leads: list[BodyKind] = field(default_factory=list)
    only_partner_applies: bool = False
    may_take_part: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """One value of a facet with the number of programs it would leave."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Results:
    """One page of programs found, and how many there are in all."""

    found: list[Found]
    total: int


def programs(query: ProgramQuery) -> list[Found]:
    """The programs that fit, best first; without words in the order of the catalog."""
    return results(query).found


def results(query: ProgramQuery) -> Results:
    """The programs that fit from ``offset``, ``limit`` at most, and how many there are.

    Programs that only a partner may apply for are marked, not hidden: somebody with a want is told who has to ask.
    Without words the applicant narrows the list to the programs that name that kind of body in any role.
    """
    words = query.words.strip()
    chosen = _filtered(replace(query, applicant=None) if words else query)
    details = Program.objects.select_related("ministry", "agency").prefetch_related(_newest_rules(), _boxes())
    if not words:
        page = details.filter(pk__in=chosen.values("pk"))[query.offset : query.offset + query.limit]
        return Results([_found(program, query) for program in page], chosen.count())
    narrowed = replace(query, words="", applicant=None) != ProgramQuery(limit=query.limit, offset=query.offset)
    keys = set(chosen.values_list("key", flat=True)) if narrowed else None
    hits = engine.search("programs", words, documents, WEIGHTS, limit=query.limit, offset=query.offset, keys=keys)
    by_key = {program.key: program for program in details.filter(key__in=[hit.key for hit in hits.hits])}
    return Results([_found(by_key[hit.key], query, hit) for hit in hits.hits if hit.key in by_key], hits.total)


def found_table(found: Sequence[Found]) -> Table:
    """Programs found as a table, best first."""
    columns = (
        "program",
        "name",
        "name_en",
        "ministry",
        "agency",
        "pillar",
        "kind",
        "summary",
        "matched",
        "leads",
        "only_partner_applies",
        "themes",
    )
    return Table("programs", columns, [_found_cells(one) for one in found])


def _found_cells(one: Found) -> list[str | int | bool | None]:
    program = one.program
    return [
        program.key,
        program.name,
        program.name_en,
        program.ministry.name,
        program.agency.name if program.agency else "",
        program.pillar,
        program.kind,
        program.summary,
        ";".join(one.matched),
        ";".join(one.leads),
        one.only_partner_applies,
        ";".join(dict.fromkeys(box.map.name for box in program.boxes.all())),
    ]


def facets(query: ProgramQuery) -> Mapping[str, list[Facet]]:
    """For each facet its values with the number of programs in the fiscal year of the query."""
    chosen = _filtered(ProgramQuery(fiscal_year=query.fiscal_year)).order_by()
    boxes = Box.objects.filter(program__in=chosen.values("pk")).order_by()
    size = Count("program", distinct=True)
    ministries = dict(chosen.values_list("ministry__key").annotate(size=Count("pk", distinct=True)))
    rows = Contact.objects.filter(program__in=chosen.values("pk")).order_by()
    themes = Counter(
        key for key, _ in {*boxes.values_list("map__key", "program"), *rows.values_list("map__key", "program")}
    )
    phases = dict(boxes.values_list("phase").annotate(size=size))
    names = {body.key: body.display_name for body in organizations.organizations()}
    maps = {map_.key: map_.display_name for map_ in Map.objects.order_by("order")}
    applicants = _applicant_counts(chosen)
    return {
        "ministry": [
            Facet(key, names[key], count) for key, count in sorted(ministries.items(), key=lambda item: -item[1])
        ],
        "theme": [Facet(key, name, themes[key]) for key, name in maps.items() if key in themes],
        "phase": [Facet(phase.value, phase.label, phases[phase]) for phase in Phase if phase in phases],
        "applicant": [Facet(kind.value, kind.label, applicants[kind]) for kind in BodyKind if kind in applicants],
    }


def _applicant_counts(chosen: QuerySet[Program]) -> Counter[BodyKind]:
    """How many programs each broad kind of body may lead, by the rules of each program's newest year."""
    newest: dict[int, tuple[int, set[BodyKind]]] = {}
    rows = Eligibility.objects.filter(program__in=chosen.values("pk")).order_by("fiscal_year")
    for pk, year, lead, partial, consortium in rows.values_list(
        "program", "fiscal_year", "lead", "partial", "consortium"
    ):
        kinds = {BodyKind(kind).broader for kind in [*(lead or consortium), *partial]}
        known = newest.get(pk)
        newest[pk] = (year, kinds | known[1] if known and known[0] == year else kinds)
    return Counter(kind for _, kinds in newest.values() for kind in kinds)


def documents() -> list[Document]:
    """Every program as a document for the index."""
    rows = Program.objects.select_related("ministry", "agency").prefetch_related(
        "aliases", "wants", "boxes__map", "editions__tracks", "package_items"
    )
    return [_document(program) for program in rows]


def refresh() -> None:
    """Bring the index up to what the database holds now."""
    engine.refresh("programs", documents, WEIGHTS)


def _document(program: Program) -> Document:
    boxes = list(program.boxes.all())
    tracks = [track for edition in program.editions.all() for track in edition.tracks.all()]
    bodies = [program.ministry, *([program.agency] if program.agency else [])]
    return Document(
        key=program.key,
        kind="program",
        fields={
            "title": _texts([program.name, program.abbreviation, program.name_en]),
            "alias": _texts([alias.text for alias in program.aliases.all()] + [box.name for box in boxes]),
            "want": _texts([want.text for want in program.wants.all()]),
            "keyword": _texts(program.keywords),
            "text": _texts(
                [
                    program.summary,
                    program.description,
                    program.summary_en,
                    program.description_en,
                    *(box.description for box in boxes),
                ]
            ),
            "context": _texts(
                [
                    *(body.name for body in bodies),
                    *program.tags,
                    program.heading,
                    *(box.map.name for box in boxes),
                    *(f"{track.name} {track.purpose}" for track in tracks),
                ]
            ),
        },
    )


def _texts(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))


def on_theme(theme: str) -> QuerySet[Program, int]:
    """Programs on a map, as a box or as a row of its contact table."""
    boxes = Box.objects.order_by().filter(map__key=theme).values_list("program", flat=True)
    return boxes.union(Contact.objects.order_by().filter(map__key=theme).values_list("program", flat=True))  # type: ignore[return-value]


def _filtered(query: ProgramQuery) -> QuerySet[Program]:
    rows = Program.objects.all()
    if query.theme:
        rows = rows.filter(pk__in=on_theme(query.theme))
    if query.phase:
        boxes = Box.objects.filter(phase=query.phase.value)
        rows = rows.filter(pk__in=(boxes.filter(map__key=query.theme) if query.theme else boxes).values("program"))
    if query.fiscal_year:
        rows = rows.filter(
            Q(pk__in=Edition.objects.filter(fiscal_year=query.fiscal_year).values("program"))
            | Q(pk__in=Box.objects.filter(map__fiscal_year=query.fiscal_year).values("program"))
            | Q(budgets__fiscal_year=query.fiscal_year)
        ).distinct()
    if query.ministry:
        rows = rows.filter(Q(ministry__key=query.ministry) | Q(agency__key=query.ministry))
    if query.tag:
        rows = rows.filter(tags__contains=[query.tag])
    if query.new_call is not None:
        rows = rows.filter(pk__in=[pk for pk, new_call in newest_calls().items() if new_call is query.new_call])
    if query.applicant:
        names = [kind.value for kind in BodyKind if kind.covers(query.applicant) or query.applicant.covers(kind)]
        may = (
            Q(lead__overlap=names)
            | Q(partial__overlap=names)
            | Q(consortium__overlap=names)
            | Q(partners__overlap=names)
            | Q(requires__overlap=names)
        )
        rows = rows.filter(pk__in=Eligibility.objects.filter(may).values("program"))
    return rows


def _newest_rules() -> Prefetch[str, Any, Any]:
    return Prefetch("eligibilities", queryset=Eligibility.objects.select_related("document"))


def _boxes() -> Prefetch[str, Any, Any]:
    return Prefetch("boxes", queryset=Box.objects.select_related("map"))


def newest_rules(program: Program) -> list[Eligibility]:
    """The rules of the newest fiscal year that has any."""
    rules = list(program.eligibilities.all())
    newest = max((rule.fiscal_year for rule in rules), default=None)
    return [rule for rule in rules if rule.fiscal_year == newest]


def _leads(program: Program) -> list[BodyKind]:
    return list(dict.fromkeys(kind for rule in newest_rules(program) for kind in rule.lead_kinds))


def _found(program: Program, query: ProgramQuery, hit: Hit | None = None) -> Found:
    leads = _leads(program)
    applicant = query.applicant
    barred = bool(applicant and leads and not any(kind.covers(applicant) or applicant.covers(kind) for kind in leads))
    partners = {
        BodyKind(kind) for rule in newest_rules(program) for kind in [*rule.partners, *rule.requires, *rule.consortium]
    }
    welcome = bool(barred and applicant and any(kind.covers(applicant) for kind in partners))
    return Found(program, hit.score if hit else 0.0, hit.matched if hit else [], leads, barred, welcome)


def newest_calls() -> dict[int, bool]:
    """Whether there is a new call in the newest year that tells, by the program's row number."""
    newest: dict[int, tuple[int, bool]] = {}
    editions = (
        Edition.objects.order_by().filter(new_call__isnull=False).values_list("program", "fiscal_year", "new_call")
    )
    rows = Contact.objects.order_by().values_list("program", "map__fiscal_year", "new_call")
    for pk, year, new_call in [*editions, *rows]:
        known = newest.get(pk)
        if known is None or year > known[0]:
            newest[pk] = (year, bool(new_call))
        elif year == known[0]:
            newest[pk] = (year, known[1] or bool(new_call))
    return {pk: new_call for pk, (_, new_call) in newest.items()}
