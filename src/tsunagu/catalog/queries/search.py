"""Finding programs: facets decide first, then the words of a want."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import Prefetch, QuerySet

from tsunagu.catalog.enums import BodyKind
from tsunagu.catalog.models import Box, Eligibility, Program, Want
from tsunagu.catalog.models.days import day
from tsunagu.catalog.queries import days, search_index, states
from tsunagu.catalog.queries.editions import shown
from tsunagu.catalog.queries.glance import Glance, glance
from tsunagu.catalog.queries.narrowing import ProgramQuery, fitting
from tsunagu.catalog.queries.newest import newest_rules
from tsunagu.catalog.queries.order import arranged
from tsunagu.catalog.queries.states import ProgramState
from tsunagu.kernel.paging import EVERYTHING
from tsunagu.kernel.tables import Columns, Table, file_column
from tsunagu.search.documents import Hit, Match
from tsunagu.search.enums import Fit


@dataclass(frozen=True, slots=True)
class Found:
    """A program found, how well it fits the words and why, and who must apply if not the one who asks."""

    program: Program
    state: ProgramState
    glance: Glance
    score: float = 0.0
    fit: Fit | None = None
    matched: list[Match] = field(default_factory=list)
    sentence: str = ""
    leads: list[BodyKind] = field(default_factory=list)
    only_partner_applies: bool = False
    may_take_part: bool = False

    @property
    def themes(self) -> list[str]:
        """The names of the maps that the program stands on."""
        return list(dict.fromkeys(box.map.name for box in self.program.boxes.all()))


@dataclass(frozen=True, slots=True)
class Results:
    """One page of programs found, how many there are in all, and how well they fit the words where some were asked."""

    found: list[Found]
    total: int
    good: int = 0
    fit: Fit | None = None

    @property
    def fitting(self) -> list[Found]:
        """Those that fit: the words well, or without words the conditions."""
        return [one for one in self.found if one.fit is not Fit.PARTIAL]

    @property
    def partly(self) -> list[Found]:
        """Those that fit some of the words only."""
        return [one for one in self.found if one.fit is Fit.PARTIAL]

    @property
    def rest(self) -> int:
        """How many fit some of the words only, on all pages."""
        return self.total - self.good


FOUND = Columns[Found](
    file_column("program", lambda result: result.program.key),
    file_column("name", lambda result: result.program.name),
    file_column("name_en", lambda result: result.program.name_en),
    file_column("ministry", lambda result: result.program.ministry.name),
    file_column("agency", lambda result: result.program.agency.name if result.program.agency else ""),
    file_column("pillar", lambda result: result.program.pillar),
    file_column("kind", lambda result: result.program.kind),
    file_column("summary", lambda result: result.program.summary),
    file_column("fit", lambda result: result.fit or ""),
    file_column("matched", lambda result: ";".join(map(str, result.matched))),
    file_column("sentence", lambda result: result.sentence),
    file_column("leads", lambda result: ";".join(result.leads)),
    file_column("only_partner_applies", lambda result: result.only_partner_applies),
    file_column("themes", lambda result: ";".join(result.themes)),
    *states.columns(),
)

# What the terminal lists.
LISTED = Columns[Found](
    file_column("key", lambda result: result.program.key),
    FOUND["name"],
    file_column("abbreviation", lambda result: result.program.abbreviation),
    FOUND["ministry"],
    FOUND["pillar"],
    FOUND["kind"],
    FOUND["state"],
    FOUND["summary"],
)


def programs(query: ProgramQuery) -> list[Found]:
    """The programs found, best first; without words in the order of the catalog."""
    return results(query).found


@days.on_its_day
def results(query: ProgramQuery) -> Results:
    """The programs found from ``offset``, ``limit`` at most, how many there are, and whether they fit.

    Programs that only a partner may apply for are marked, not hidden: somebody with a want is told who has to ask.
    Without words the applicant narrows the list to the programs that name that kind of body in any role.
    """
    return _by_words(query) if query.words.strip() else _listed(query)


def found_table(found: Sequence[Found]) -> Table:
    """Programs found as a table, best first."""
    return FOUND.keyed("programs", found)


def listed_table(found: Sequence[Found]) -> Table:
    """Programs as the terminal lists them."""
    return LISTED.keyed("programs", found)


def _listed(query: ProgramQuery) -> Results:
    return _arranged(list(fitting(query).values_list("pk", flat=True)), query)


def _by_words(query: ProgramQuery) -> Results:
    chosen = fitting(replace(query, applicant=None))
    narrowed = query.narrows or day() is not None
    keys = set(chosen.values_list("key", flat=True)) if narrowed else None
    hits = search_index.find(query.words.strip(), limit=EVERYTHING, keys=keys)
    numbers = dict(Program.objects.order_by().values_list("key", "pk"))
    by_number = {numbers[hit.key]: hit for hit in hits.hits if hit.key in numbers}
    by_number = _named_first(by_number, query.words)
    return replace(_arranged(list(by_number), query, by_number), good=hits.good, fit=hits.fit)


def _named_first(hits: Mapping[int, Hit], words: str) -> dict[int, Hit]:
    """The hits with those first whose want was asked for word by word, as the lists of wants do."""
    asked = words.replace("\x00", "").strip()  # no database takes a null character
    named = set(Want.objects.order_by().filter(text=asked).values_list("program", flat=True))
    return dict(sorted(hits.items(), key=lambda hit: hit[0] not in named))


def _arranged(
    programs: Sequence[int],
    query: ProgramQuery,
    hits: Mapping[int, Hit] | None = None,
) -> Results:
    """The page asked for of the programs in the order asked for; those that fit some of the words only come last."""
    known = states.states()
    order = arranged(programs, query.sort, known)
    if hits:
        order.sort(key=lambda number: hits[number].fit is Fit.PARTIAL)
    page = order[query.offset : query.offset + query.limit]
    rows = _detailed().in_bulk(page)
    found = [_found(rows[number], query, known[number], hits[number] if hits else None) for number in page]
    return Results(found, len(programs))


def _detailed() -> QuerySet[Program]:
    return Program.objects.select_related("ministry", "agency").prefetch_related(
        Prefetch("eligibilities", Eligibility.objects.select_related("document")),
        Prefetch("boxes", Box.objects.filter(map__in=shown()).select_related("map")),
        "budgets",
        "editions__tracks",
    )


def _found(program: Program, query: ProgramQuery, state: ProgramState, hit: Hit | None) -> Found:
    leads = _leads(program)
    barred = query.applicant is not None and _is_barred(query.applicant, leads)
    found = Found(
        program,
        state,
        glance(program),
        leads=leads,
        only_partner_applies=barred,
        may_take_part=barred and query.applicant in _welcome(program),
    )
    if hit is None:
        return found
    return replace(found, score=hit.score, fit=hit.fit, matched=hit.matched, sentence=hit.sentence)


def _leads(program: Program) -> list[BodyKind]:
    """Who may lead by the newest rules, each once."""
    leads: dict[BodyKind, None] = {}
    for rule in newest_rules(program):
        leads |= dict.fromkeys(rule.lead_kinds)
    return list(leads)


def _is_barred(applicant: BodyKind, leads: Sequence[BodyKind]) -> bool:
    """Whether the one who asks is none of those who may lead, so far as these are known."""
    return bool(leads) and not any(applicant.overlaps(kind) for kind in leads)


def _welcome(program: Program) -> set[BodyKind]:
    """The kinds of bodies that may take part by the newest rules."""
    named: set[str] = set()
    for rule in newest_rules(program):
        named.update(rule.partners, rule.requires, rule.consortium)
    return {body for body in BodyKind if any(BodyKind(kind).covers(body) for kind in named)}
