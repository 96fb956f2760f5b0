"""What of a program is set beside another's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tsunagu.catalog.enums import BodyKind, BudgetKind
from tsunagu.catalog.models import BudgetFigure, Contact, Eligibility, Program, Sourced
from tsunagu.catalog.queries import states
from tsunagu.catalog.queries.glance import Glance, glance
from tsunagu.catalog.queries.newest import newest_rules
from tsunagu.catalog.queries.program import Neighbor, neighbors, newest_by_kind, offices
from tsunagu.catalog.queries.sources import SourcePage, pages_of
from tsunagu.catalog.queries.states import ProgramState
from tsunagu.kernel.tables import Column, Columns, Table, file_column, page_column


@dataclass(frozen=True, slots=True)
class Side:
    """One program's column."""

    program: Program
    state: ProgramState
    rules: list[Eligibility]
    glance: Glance
    budgets: dict[BudgetKind, BudgetFigure]
    ties: dict[str, list[Neighbor]]
    contacts: list[Contact]

    @property
    def leads(self) -> list[BodyKind]:
        """Who may lead."""
        named: set[str] = set()
        for rule in self.rules:
            named.update(rule.lead_kinds)
        return _in_order(named)

    @property
    def together(self) -> list[BodyKind]:
        """With whom."""
        named: set[str] = set()
        for rule in self.rules:
            named.update(rule.requires, rule.consortium, rule.partners)
        return _in_order(named)

    @property
    def conditions(self) -> list[Eligibility]:
        """The rules that have a condition in words."""
        return [rule for rule in self.rules if rule.condition]

    @property
    def excludes(self) -> list[Eligibility]:
        """The rules that say in words who or what is excluded."""
        return [rule for rule in self.rules if rule.excludes]


def _track_texts(side: Side) -> Iterator[str]:
    for track in side.glance.tracks:
        yield " ".join(filter(None, [track.name, track.amount_text, track.years_text, track.awards_text]))


def _budget_texts(side: Side) -> Iterator[str]:
    for kind, figure in side.budgets.items():
        yield f"{int(figure.fiscal_year)} {kind}: {figure.amount} ({figure.printed})"


def _map_texts(side: Side) -> Iterator[str]:
    return (f"{box.map.name}:{box.phase}" for box in side.program.boxes.all())


def _contact_texts(side: Side) -> Iterator[str]:
    for row in side.contacts:
        yield from (text.strip() for text in _offices(row))


def _names(neighbors: Iterable[Neighbor]) -> str:
    return ";".join(neighbor.program.name for neighbor in neighbors)


# Each is a row of the comparison.
FACTS = Columns[Side](
    file_column("name", lambda side: side.program.name),
    file_column("ministry", lambda side: side.program.ministry.name),
    Column("summary", "ひとことで", "In a sentence", lambda side: side.program.summary, "catalog/compare/summary.html"),
    Column(
        "state",
        "公募の状態",
        "State of the call",
        lambda side: f"{side.state.state.label} ({side.state.as_of.isoformat()}) {side.state.basis}",
        "catalog/compare/state.html",
    ),
    page_column("kind", "支援の形", "Form of support", lambda side: side.program.kind, 'word:"catalog.ProgramKind"'),
    Column("leads", "申請主体", "Applicant", lambda side: ";".join(side.leads), "catalog/compare/leads.html"),
    Column(
        "together_with",
        "組む相手",
        "Together with",
        lambda side: ";".join(side.together),
        "catalog/compare/together.html",
    ),
    Column(
        "conditions",
        "条件",
        "Conditions",
        lambda side: " / ".join(rule.condition for rule in side.conditions),
        "catalog/compare/conditions.html",
    ),
    Column(
        "tracks",
        "額・期間・件数",
        "Amount, period, awards",
        lambda side: " / ".join(_track_texts(side)),
        "catalog/compare/tracks.html",
    ),
    Column(
        "budgets",
        "最新の予算（種類ごと）",
        "Newest budget of each kind",
        lambda side: " / ".join(_budget_texts(side)),
        "catalog/compare/budgets.html",
    ),
    Column(
        "maps",
        "地図と段階",
        "Maps and phases",
        lambda side: ";".join(dict.fromkeys(_map_texts(side))),
        "catalog/compare/maps.html",
    ),
    Column(
        "before",
        "前に使える事業",
        "Programs before it",
        lambda side: _names(side.ties["before"]),
        "catalog/compare/neighbors.html",
        page=lambda side: side.ties["before"],
    ),
    Column(
        "after",
        "次に使える事業",
        "Programs after it",
        lambda side: _names(side.ties["after"]),
        "catalog/compare/neighbors.html",
        page=lambda side: side.ties["after"],
    ),
    Column(
        "contacts",
        "連絡先",
        "Contacts",
        lambda side: " / ".join(_contact_texts(side)),
        "catalog/compare/contacts.html",
    ),
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A program of a shortlist: its column of a comparison, and whether it takes applications today."""

    side: Side

    @property
    def state(self) -> ProgramState:
        """Its state."""
        return self.side.state

    @property
    def program(self) -> Program:
        """The program."""
        return self.side.program

    @property
    def sources(self) -> list[SourcePage]:
        """Where all that is shown was read, but for the state, which names its own document."""
        side = self.side
        facts: list[Sourced] = [*side.rules, *side.glance.tracks]
        facts += [*side.budgets.values(), *side.contacts]
        return pages_of(facts)


def _of_side(key: str) -> Column[Candidate]:
    return FACTS[key].of(lambda candidate: candidate.side)


def _state_source(state: ProgramState) -> str:
    return f"{state.document.title} {state.page}".rstrip() if state.document else ""


def _source_texts(candidate: Candidate) -> str:
    return "; ".join(f"{source.document.title} {source.page}".rstrip() for source in candidate.sources)


BRIEF = Columns[Candidate](
    file_column("program", lambda candidate: candidate.program.key),
    *map(_of_side, ("name", "ministry", "leads", "together_with", "tracks", "budgets")),
    file_column("state", lambda candidate: candidate.state.state.value),
    file_column("as_of", lambda candidate: candidate.state.as_of.isoformat()),
    file_column("basis", lambda candidate: candidate.state.basis),
    file_column("state_source", lambda candidate: _state_source(candidate.state)),
    _of_side("contacts"),
    file_column("sources", _source_texts),
)


def candidates(programs: Sequence[Program]) -> list[Candidate]:
    """Loaded programs as a shortlist, in their order."""
    return [Candidate(column) for column in sides(programs)]


def sides(programs: Sequence[Program]) -> list[Side]:
    """Loaded programs as columns."""
    found = states.states(programs=[program.pk for program in programs])
    return [side(program, found[program.pk]) for program in programs]


def side(program: Program, state: ProgramState) -> Side:
    """A loaded program as a column."""
    return Side(
        program,
        state,
        newest_rules(program),
        glance(program),
        newest_by_kind(program),
        neighbors(program),
        [rows[0] for rows in offices(program)],
    )


def compare_table(sides: Sequence[Side]) -> Table:
    """The comparison as a table, one row a fact and one column a program."""
    rows = [[fact.key, *map(fact.value, sides)] for fact in FACTS.filed]
    return Table("compare", ["fact", *(side.program.key for side in sides)], rows)


def _in_order(names: Iterable[str]) -> list[BodyKind]:
    named = set(names)
    return [kind for kind in BodyKind if kind in named]


def _offices(row: Contact) -> Iterator[str]:
    return (f"{point} {point.tel} {point.email}" for point in row.points.all())
