"""May we apply? Every program's answer for one kind of body with the partners at hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import Prefetch

from tsunagu.catalog.enums import BodyKind, State, Verdict
from tsunagu.catalog.models import Contact, ContactPoint, Eligibility, Program
from tsunagu.catalog.queries import choices, days, states
from tsunagu.catalog.queries.editions import shown
from tsunagu.catalog.queries.narrowing import on_map
from tsunagu.catalog.queries.newest import newest_rules
from tsunagu.catalog.queries.next_steps import NextStep, next_step
from tsunagu.catalog.queries.states import ProgramState
from tsunagu.catalog.rules.eligibility import Answer, EligibilityRule, Present, may_apply
from tsunagu.kernel.labels import Label
from tsunagu.kernel.questions import asked
from tsunagu.kernel.tables import Columns, Table, file_column
from tsunagu.kernel.years import FiscalYear

S = TypeVar("S")
Source = Eligibility | ProgramState
Rules = Sequence[EligibilityRule[int]]


_WHO, _CHOOSE = Label("申請する人", "Who applies"), Label("選んでください", "Please choose")
_PARTNERS = Label("組める相手", "Partners at hand")


@dataclass(frozen=True, slots=True)
class MayApplyQuery:
    """Who asks, and with whom."""

    body: BodyKind = asked(
        _WHO, name="as", choices=choices.body_groups, help="the kind of body that asks", blank=_CHOOSE
    )
    partners: tuple[BodyKind, ...] = asked(
        _PARTNERS, (), name="with", choices=choices.body_groups, help="a partner at hand; may be given several times"
    )
    theme: str = choices.theme()
    verdict: Verdict | None = asked(Label("答え", "Answer"), None, help="only programs with this answer")
    as_of: date | None = days.as_of()


@dataclass(frozen=True, slots=True)
class ProgramAnswer:
    """A program, its state and its answer; what to do next where that is not certain."""

    program: Program
    state: ProgramState
    answer: Answer[Source]
    next_step: NextStep | None

    @property
    def rules(self) -> list[str]:
        """The lines as codes, each with how it came out."""
        return [f"{line.code}={line.check}" for line in self.answer.lines]

    @property
    def sources(self) -> list[str]:
        """What the lines rest on, each once."""
        return list(dict.fromkeys(source_text(line.source) for line in self.answer.lines))


ANSWERS = Columns[ProgramAnswer](
    file_column("program", lambda row: row.program.key),
    file_column("name", lambda row: row.program.name),
    file_column("ministry", lambda row: row.program.ministry.name),
    file_column("verdict", lambda row: row.answer.verdict.value),
    file_column("rules_year", lambda row: row.answer.rules_year),
    file_column("confirmed", lambda row: row.answer.confirmed),
    file_column("missing", lambda row: ";".join(row.answer.missing)),
    file_column("rules", lambda row: "; ".join(row.rules)),
    file_column("sources", lambda row: "; ".join(row.sources)),
    file_column("next_step", lambda row: row.next_step.text if row.next_step else ""),
    *states.columns(),
)


@days.on_its_day
def answers(query: MayApplyQuery) -> list[ProgramAnswer]:
    """All programs (or those of one map) with their answers, those that can be used first."""
    return explained(query, [pk for pk, verdict in verdicts(query) if query.verdict in (None, verdict)])


@days.on_its_day
def verdicts(query: MayApplyQuery) -> list[tuple[int, Verdict]]:
    """The answer for every program by its row number, whichever was asked for; for the reasons see ``explained``."""
    chosen = Program.objects.filter(pk__in=on_map(query.theme)) if query.theme else Program.objects.all()
    rules, found = _rules_by_program(), states.states()
    keys = chosen.values_list("pk", flat=True)
    answered = [(pk, _verdict(query, rules.get(pk, ()), found[pk])) for pk in keys]
    living_first = sorted(answered, key=lambda pair: found[pair[0]].state is State.ENDED)
    order = list(Verdict)
    return sorted(living_first, key=lambda pair: order.index(pair[1]))


def explained(query: MayApplyQuery, keys: Sequence[int]) -> list[ProgramAnswer]:
    """The programs with these row numbers, in this order, each with the lines its answer rests on."""
    points = Prefetch("points", ContactPoint.objects.select_related("office"))
    contacts = Contact.objects.filter(map__in=shown()).select_related("map").prefetch_related(points)
    rows = Program.objects.select_related("ministry", "agency").prefetch_related(
        Prefetch("eligibilities", Eligibility.objects.select_related("document")),
        Prefetch("contacts", contacts.order_by("-map__fiscal_year", "map__order", "order")),
    )
    programs, found = rows.in_bulk(list(keys)), states.states(programs=keys)
    return [_answered(programs[pk], found[pk], query) for pk in keys]


def answer(program: Program, query: MayApplyQuery) -> ProgramAnswer:
    """The answer of a program that is loaded with all that hangs on it."""
    return _answered(program, states.state_of(program), query)


def _answered(program: Program, state: ProgramState, query: MayApplyQuery) -> ProgramAnswer:
    rules: list[EligibilityRule[Source]] = [_rule(rule) for rule in newest_rules(program)]
    found = may_apply(rules, query.body, query.partners, present=_present(state))
    certain = found.confirmed and found.verdict is not Verdict.UNKNOWN
    return ProgramAnswer(program, state, found, None if certain else next_step(program))


def _present(state: ProgramState) -> Present[Any]:
    """The state as the rule takes it; it is the source of what follows from it."""
    this_year = FiscalYear.of(state.as_of)
    return Present(state=state.state, source=state, this_year=this_year, call_year=state.judged.year)


def answers_table(rows: Sequence[ProgramAnswer]) -> Table:
    """Answers as a table, one row a program, with the lines they rest on."""
    return ANSWERS.keyed("may-apply", rows)


def source_text(source: Source) -> str:
    """Document, page and the text as printed, in one line."""
    place = source.cited_as or "ours"
    return f"{place} 「{source.printed}」" if source.printed else place


def _verdict(query: MayApplyQuery, rules: Rules, state: ProgramState) -> Verdict:
    return may_apply(rules, query.body, query.partners, present=_present(state)).verdict


_KINDS = ("lead", "partial", "consortium", "requires", "partners")
_WORDS = ("excludes", "excludes_en", "condition", "condition_en")
_NOBODY = 0  # the source of a rule whose source nobody asks for


def _rules_by_program() -> dict[int, list[EligibilityRule[int]]]:
    """The rules of each program's newest year."""
    years: dict[int, int] = {}
    rules: dict[int, list[EligibilityRule[int]]] = {}
    rows = Eligibility.objects.order_by("-fiscal_year", "id")
    for row in rows.values("program", "fiscal_year", *_KINDS, *_WORDS):
        program, year = row["program"], row["fiscal_year"]
        if years.setdefault(program, year) == year:
            rules.setdefault(program, []).append(_build(_NOBODY, row))
    return rules


def _rule(rule: Eligibility) -> EligibilityRule[Source]:
    return _build(rule, vars(rule))


def _build(source: S, values: Mapping[str, Any]) -> EligibilityRule[S]:
    named: dict[str, Any] = {name: frozenset(map(BodyKind, values[name])) for name in _KINDS}
    words: dict[str, Any] = {name: values[name] for name in _WORDS}
    return EligibilityRule(source, **named, **words, fiscal_year=FiscalYear(values["fiscal_year"]))
