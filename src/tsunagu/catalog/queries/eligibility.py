"""May we apply? Every program's answer for one kind of body with the partners at hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from django.db.models import Prefetch

from tsunagu.catalog.enums import BodyKind, Verdict
from tsunagu.catalog.models import Contact, Edition, Eligibility, Program
from tsunagu.catalog.queries import choices
from tsunagu.catalog.queries.editions import shown
from tsunagu.catalog.queries.narrowing import on_map
from tsunagu.catalog.queries.newest import newest_calls, newest_rules
from tsunagu.catalog.rules.eligibility import Answer, EligibilityRule, may_apply
from tsunagu.kernel.labels import Label
from tsunagu.kernel.questions import asked
from tsunagu.kernel.tables import Columns, Table, file_column
from tsunagu.kernel.years import FiscalYear

S = TypeVar("S")
Source = Eligibility | Edition | Contact
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


@dataclass(frozen=True, slots=True)
class ProgramAnswer:
    """A program and its answer."""

    program: Program
    answer: Answer[Source]

    @property
    def fiscal_year(self) -> FiscalYear | None:
        """The year of the newest line the answer rests on."""
        return max((_year(line.source) for line in self.answer.lines), default=None)

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
    file_column("missing", lambda row: ";".join(row.answer.missing)),
    file_column("rules", lambda row: "; ".join(row.rules)),
    file_column("sources", lambda row: "; ".join(row.sources)),
)


def answers(query: MayApplyQuery) -> list[ProgramAnswer]:
    """All programs (or those of one map) with their answers, those that can be used first."""
    return explained(query, [pk for pk, verdict in verdicts(query) if query.verdict in (None, verdict)])


def verdicts(query: MayApplyQuery) -> list[tuple[int, Verdict]]:
    """The answer for every program by its row number, whichever was asked for; for the reasons see ``explained``."""
    chosen = Program.objects.filter(pk__in=on_map(query.theme)) if query.theme else Program.objects.all()
    rules = _rules_by_program()
    closed = {pk for pk, new_call in newest_calls().items() if not new_call}
    answered = {
        pk: _verdict(query, rules.get(pk, ()), closed=pk in closed) for pk in chosen.values_list("pk", flat=True)
    }
    order = list(Verdict)
    return sorted(answered.items(), key=lambda pair: order.index(pair[1]))


def explained(query: MayApplyQuery, keys: Sequence[int]) -> list[ProgramAnswer]:
    """The programs with these row numbers, in this order, each with the lines its answer rests on."""
    contacts = Contact.objects.filter(map__in=shown()).select_related("map", "document")
    rows = Program.objects.select_related("ministry").prefetch_related(
        Prefetch("eligibilities", Eligibility.objects.select_related("document")),
        Prefetch("editions", Edition.objects.select_related("document")),
        Prefetch("contacts", contacts.order_by("-map__fiscal_year", "map__order", "order")),
    )
    programs = rows.in_bulk(list(keys))
    return [ProgramAnswer(programs[pk], answer(programs[pk], query)) for pk in keys]


def answer(program: Program, query: MayApplyQuery) -> Answer[Source]:
    """One program's answer. A newest year without a new call closes the program."""
    rules: list[EligibilityRule[Source]] = [_rule(rule) for rule in newest_rules(program)]
    return may_apply(rules, query.body, query.partners, closed=_closed(program))


def answers_table(rows: Sequence[ProgramAnswer]) -> Table:
    """Answers as a table, one row a program, with the lines they rest on."""
    return ANSWERS.keyed("may-apply", rows)


def source_text(source: Source) -> str:
    """Document, page and the text as printed, in one line."""
    document = source.document
    place = f"{document.title} p.{source.page}" if document else "ours"
    return f"{place} 「{source.printed}」" if source.printed else place


def _year(source: Source) -> FiscalYear:
    return FiscalYear(source.map.fiscal_year if isinstance(source, Contact) else source.fiscal_year)


def _verdict(query: MayApplyQuery, rules: Rules, *, closed: bool) -> Verdict:
    return may_apply(rules, query.body, query.partners, closed=_NOBODY if closed else None).verdict


_KINDS = ("lead", "partial", "consortium", "requires", "partners")
_WORDS = ("excludes", "condition")
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
    return EligibilityRule(source, **named, excludes=values["excludes"], condition=values["condition"])


class _Call(NamedTuple):
    """A statement of a new call, or of none, in one year."""

    year: FiscalYear
    new_call: bool
    source: Edition | Contact


def _calls(program: Program) -> Iterator[_Call]:
    for edition in program.editions.all():
        if edition.new_call is not None:
            yield _Call(edition.fiscal_year, edition.new_call, edition)
    for row in program.contacts.all():
        yield _Call(row.map.fiscal_year, row.new_call, row)


def _closed(program: Program) -> Edition | Contact | None:
    """The line that says that the newest year known has no new call."""
    calls = list(_calls(program))
    newest = max((call.year for call in calls), default=None)
    current = [call for call in calls if call.year == newest]
    if not current or any(call.new_call for call in current):
        return None
    return current[0].source
