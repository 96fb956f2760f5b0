"""May we apply? Every program's answer for one kind of body with the partners at hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from tsunagu.catalog.enums import BodyKind, Verdict
from tsunagu.catalog.models import Contact, Edition, Eligibility, Program
from tsunagu.catalog.queries.search import newest_rules
from tsunagu.catalog.rules import Answer, EligibilityRule, may_apply
from tsunagu.kernel.tables import Table
from tsunagu.kernel.years import FiscalYear

Source = Eligibility | Edition | Contact


@dataclass(frozen=True, slots=True)
class ProgramAnswer:
    """A program and its answer."""

    program: Program
    answer: Answer[Source]


def answers(body: BodyKind, partners: Sequence[BodyKind] = (), *, theme: str = "", verdict: Verdict | None = None) -> list[ProgramAnswer]:
    """All programs (or those of one map) with their answers, those that can be used first."""
    rows = Program.objects.select_related("ministry").prefetch_related(
        Prefetch("eligibilities", queryset=Eligibility.objects.select_related("document")),
        Prefetch("editions", queryset=Edition.objects.select_related("document")),
        Prefetch("contacts", queryset=Contact.objects.select_related("map", "document").order_by("-map__fiscal_year", "map__order", "order")),
    )
    if theme:
        rows = rows.filter(pk__in=Contact.objects.filter(map__key=theme).values("program"))
    found = [ProgramAnswer(program, answer(program, body, partners)) for program in rows]
    order = list(Verdict)
    return sorted((one for one in found if verdict in (None, one.answer.verdict)), key=lambda one: order.index(one.answer.verdict))


def answer(program: Program, body: BodyKind, partners: Sequence[BodyKind] = ()) -> Answer[Source]:
    """One program's answer. A newest year without a new call closes the program."""
    rules: list[EligibilityRule[Source]] = [_rule(rule) for rule in newest_rules(program)]
    return may_apply(rules, body, partners, closed=_closed(program))


def _closed(program: Program) -> Edition | Contact | None:
    """The line that says that the newest year known has no new call."""
    editions = [(edition.fiscal_year, edition.new_call, edition) for edition in program.editions.all() if edition.new_call is not None]
    rows = [(row.map.fiscal_year, row.new_call, row) for row in program.contacts.all()]
    known: list[tuple[FiscalYear, bool, Edition | Contact]] = [*editions, *rows]
    newest = max((year for year, _, _ in known), default=None)
    current = [(new_call, source) for year, new_call, source in known if year == newest]
    return current[0][1] if current and not any(new_call for new_call, _ in current) else None


def _rule(rule: Eligibility) -> EligibilityRule[Source]:
    def kinds(names: list[str]) -> frozenset[BodyKind]:
        return frozenset(BodyKind(name) for name in names)

    return EligibilityRule(
        source=rule,
        lead=kinds(rule.lead),
        partial=kinds(rule.partial),
        consortium=kinds(rule.consortium),
        requires=kinds(rule.requires),
        partners=kinds(rule.partners),
        excludes=rule.excludes,
        condition=rule.condition,
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
