"""May we apply? Every program's answer for one kind of body with the partners at hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Prefetch

from tsunagu.catalog.enums import BodyKind, Verdict
from tsunagu.catalog.models import Contact, Edition, Eligibility, Program
from tsunagu.catalog.queries import choices
from tsunagu.catalog.queries.search import newest_calls, newest_rules, on_theme
from tsunagu.catalog.rules import Answer, EligibilityRule, may_apply
from tsunagu.kernel.labels import Label
from tsunagu.kernel.questions import asked
from tsunagu.kernel.tables import Table
from tsunagu.kernel.years import FiscalYear

S = TypeVar("S")
Source = Eligibility | Edition | Contact


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
        years = [
            line.source.map.fiscal_year if isinstance(line.source, Contact) else line.source.fiscal_year
            for line in self.answer.lines
        ]
        return max(years, default=None)


def answers(query: MayApplyQuery) -> list[ProgramAnswer]:
    """All programs (or those of one map) with their answers, those that can be used first."""
    return explained(query, [pk for pk, found in verdicts(query) if query.verdict in (None, found)])


def verdicts(query: MayApplyQuery) -> list[tuple[int, Verdict]]:
    """The answer for every program by its row number, whichever was asked for; for the reasons see ``explained``."""
    chosen = Program.objects.filter(pk__in=on_theme(query.theme)) if query.theme else Program.objects.all()
    rules = _rules_by_program()
    closed = {pk for pk, new_call in newest_calls().items() if not new_call}
    found = [
        (pk, may_apply(rules.get(pk, ()), query.body, query.partners, closed=0 if pk in closed else None).verdict)
        for pk in chosen.values_list("pk", flat=True)
    ]
    order = {verdict: place for place, verdict in enumerate(Verdict)}
    return sorted(found, key=lambda one: order[one[1]])


def explained(query: MayApplyQuery, keys: Sequence[int]) -> list[ProgramAnswer]:
    """The programs with these row numbers, in this order, each with the lines its answer rests on."""
    rows = Program.objects.select_related("ministry").prefetch_related(
        Prefetch("eligibilities", queryset=Eligibility.objects.select_related("document")),
        Prefetch("editions", queryset=Edition.objects.select_related("document")),
        Prefetch(
            "contacts",
            queryset=Contact.objects.select_related("map", "document").order_by(
                "-map__fiscal_year", "map__order", "order"
            ),
        ),
    )
    by_key = rows.in_bulk(list(keys))
    return [ProgramAnswer(by_key[pk], answer(by_key[pk], query)) for pk in keys]


_KINDS = ("lead", "partial", "consortium", "requires", "partners")
_RULE = (*_KINDS, "excludes", "condition")


def _rules_by_program() -> dict[int, list[EligibilityRule[int]]]:
    """The rules of each program's newest year."""
    years: dict[int, int] = {}
    rules: dict[int, list[EligibilityRule[int]]] = {}
    for pk, year, *values in Eligibility.objects.order_by("-fiscal_year", "id").values_list(
        "program", "fiscal_year", *_RULE
    ):
        if years.setdefault(pk, year) == year:
            rules.setdefault(pk, []).append(_build(0, dict(zip(_RULE, values, strict=True))))
    return rules


def answer(program: Program, query: MayApplyQuery) -> Answer[Source]:
    """One program's answer. A newest year without a new call closes the program."""
    rules: list[EligibilityRule[Source]] = [_rule(rule) for rule in newest_rules(program)]
    return may_apply(rules, query.body, query.partners, closed=_closed(program))


def _closed(program: Program) -> Edition | Contact | None:
    """The line that says that the newest year known has no new call."""
    editions = [
        (edition.fiscal_year, edition.new_call, edition)
        for edition in program.editions.all()
        if edition.new_call is not None
    ]
    rows = [(row.map.fiscal_year, row.new_call, row) for row in program.contacts.all()]
    known: list[tuple[FiscalYear, bool, Edition | Contact]] = [*editions, *rows]
    newest = max((year for year, _, _ in known), default=None)
    current = [(new_call, source) for year, new_call, source in known if year == newest]
    return current[0][1] if current and not any(new_call for new_call, _ in current) else None


def _rule(rule: Eligibility) -> EligibilityRule[Source]:
    return _build(rule, {name: getattr(rule, name) for name in _RULE})


def _build(source: S, values: Mapping[str, Any]) -> EligibilityRule[S]:
    lead, partial, consortium, requires, partners = (
        frozenset(BodyKind(kind) for kind in values[name]) for name in _KINDS
    )
    return EligibilityRule(
        source, lead, partial, consortium, requires, partners, values["excludes"], values["condition"]
    )


def answers_table(found: Sequence[ProgramAnswer]) -> Table:
    """Answers as a table, one row a program, with the lines they rest on."""
    return Table(
        "may-apply",
        ("program", "name", "ministry", "verdict", "missing", "rules", "sources"),
        [
            [
                one.program.key,
                one.program.name,
                one.program.ministry.name,
                one.answer.verdict.value,
                ";".join(one.answer.missing),
                "; ".join(f"{line.code}={line.check}" for line in one.answer.lines),
                "; ".join(dict.fromkeys(source_text(line.source) for line in one.answer.lines)),
            ]
            for one in found
        ],
    )


def source_text(source: Source) -> str:
    """Document, page and the text as printed, in one line."""
    document = source.document
    place = f"{document.title} p.{source.page}" if document else "ours"
    return f"{place} 「{source.printed}」" if source.printed else place
