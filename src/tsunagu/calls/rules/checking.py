"""What the parts of a call say of one another, and of what the site knows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from tsunagu.calls.enums import Given, Mistake, StepKind
from tsunagu.calls.rules import windows
from tsunagu.calls.rules.mistakes import wrong
from tsunagu.calls.rules.shapes import Definition, Fact, HeadFile, StepFile
from tsunagu.kernel.problems import Problem
from tsunagu.organizations.enums import OrganizationKind
from tsunagu.sheets.enums import Kind

LONGEST_NAME = 200
_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_AT = re.compile(r"[a-z0-9-]+(:[0-9]+)?")
YEARS = range(1926, 2200)  # beyond which nobody calls, and the arithmetic of days ends


@dataclass(frozen=True, slots=True)
class Known:
    """Which keys the site knows."""

    programs: Collection[str]
    organizations: Collection[str]
    documents: Collection[str]


def options(given: Given) -> list[dict[str, Any]]:
    """What the directory can say of a fact, as the options of a question."""
    words = {Given.KIND: OrganizationKind}[given]
    return [{"key": one.value, "text": one.ja, "text_en": one.en} for one in words]


def problems(call: Definition) -> Iterator[Problem]:
    """Everything that does not fit within a call."""
    yield from _head(call)
    yield from _steps(call.steps)
    for name, rows in _keyed(call):
        yield from _keys(rows, name)
    for where, row in facts(call):
        yield from _source(row, where)
    if call.criteria and not call.scale:
        yield wrong(Mistake.SCALE, "review")
    if call.scale and not call.criteria:
        yield wrong(Mistake.CRITERIA, "review")
    yield from _numbers(call)
    yield from _form(call)


def unknown(call: Definition, known: Known) -> Iterator[Problem]:
    """What a call names and the site does not know."""
    head = call.head
    if head.program and head.program not in known.programs:
        yield wrong(Mistake.PROGRAM, "program")
    if head.organization and head.organization not in known.organizations:
        yield wrong(Mistake.BODY, "organization")
    for where, row in facts(call):
        if row.document and row.document not in known.documents:
            yield wrong(Mistake.DOCUMENT, f"{where}.at".lstrip("."))


def to_publish(call: Definition) -> Iterator[Problem]:
    """What a call needs beside, before anybody can rely on it: the minute at which it closes."""
    place = call.steps.index(call.application)
    for name in ("opens", "closes"):
        if not isinstance(getattr(call.application, name), datetime):
            yield wrong(Mistake.INSTANT, f"step[{place}].{name}")
    for place, question in enumerate(call.form):
        if question.kind is Kind.FILE:
            yield wrong(Mistake.FILES, f"form.question[{place}].kind")


def facts(call: Definition) -> Iterator[tuple[str, Fact]]:
    """Every part of a call that can have a source, with its place."""
    yield "", call.head
    if call.decision:
        yield "decision", call.decision
    for name, rows in (*_keyed(call), ("step", call.steps), ("duty", call.duties)):
        for place, row in enumerate(rows):
            yield f"{name}[{place}]", row


def _keyed(call: Definition) -> Iterator[tuple[str, tuple[Any, ...]]]:
    yield "amount", call.amounts
    yield "eligibility.condition", call.conditions
    yield "review.criterion", call.criteria
    yield "review.bonus", call.bonus


def _head(call: Definition) -> Iterator[Problem]:
    head = call.head
    yield from _names(head)
    if head.year not in YEARS:
        yield wrong(Mistake.SHAPE, "year", "2027")
    if head.guide and not head.guide.startswith(("https://", "http://")):
        yield wrong(Mistake.LINK, "guide")


def _names(head: HeadFile) -> Iterator[Problem]:
    for name in ("name", "by"):
        if not getattr(head, name).strip():
            yield wrong(Mistake.EMPTY, name)
    for name in ("name", "name_en"):
        if len(getattr(head, name)) > LONGEST_NAME:
            yield wrong(Mistake.TOO_LONG, name, LONGEST_NAME)


def _steps(steps: tuple[StepFile, ...]) -> Iterator[Problem]:
    """There is one in which applications are taken, each ends after it begins, and they follow one another."""
    if [step.kind for step in steps].count(StepKind.APPLICATION) != 1:
        yield wrong(Mistake.APPLICATION, "step")
    for place, step in enumerate(steps):
        first, last = windows.begins(step.opens), windows.ends(step.closes)
        if first and last and last <= first:
            yield wrong(Mistake.BEFORE, f"step[{place}].closes")
    for place, (one, other) in enumerate(pairwise(steps), start=1):
        if _begins(one) and _begins(other) and _begins(other) < _begins(one):
            yield wrong(Mistake.ORDER, f"step[{place}]")


def _begins(step: StepFile) -> Any:
    known: date | None = step.opens or step.closes
    return windows.begins(known)


def _form(call: Definition) -> Iterator[Problem]:
    """The questions of the form stand beside those of eligibility in an application."""
    before = {question.key for question in call.questions}
    for place, question in enumerate(call.form):
        if question.key in before:
            yield wrong(Mistake.TWICE, f"form.question[{place}].key")


def _keys(rows: tuple[Any, ...], name: str) -> Iterator[Problem]:
    times = Counter(row.key for row in rows)
    for place, row in enumerate(rows):
        if not _KEY.fullmatch(row.key):
            yield wrong(Mistake.KEY, f"{name}[{place}].key")
        elif times[row.key] > 1:
            yield wrong(Mistake.TWICE, f"{name}[{place}].key")


def _source(row: Fact, where: str) -> Iterator[Problem]:
    if (row.printed and not row.at) or (row.at and not _AT.fullmatch(row.at)):
        yield wrong(Mistake.SOURCE, f"{where}.at".lstrip("."))


def _numbers(call: Definition) -> Iterator[Problem]:
    """Amounts, years, weights and points are of what can be counted."""
    counted: Iterable[tuple[str, int | None]] = [
        *((f"amount[{place}].yen", row.yen) for place, row in enumerate(call.amounts)),
        *((f"amount[{place}].years", row.years) for place, row in enumerate(call.amounts)),
        *((f"amount[{place}].awards", row.awards) for place, row in enumerate(call.amounts)),
        *((f"review.criterion[{place}].weight", row.weight) for place, row in enumerate(call.criteria)),
        *((f"review.bonus[{place}].points", row.points) for place, row in enumerate(call.bonus)),
        ("decision.standard_days", call.decision.standard_days if call.decision else None),
        ("review.bonus_most", call.bonus_most),
    ]
    for where, number in counted:
        if number is not None and not 0 < number < 10**15:
            yield wrong(Mistake.SHAPE, where, "1, 2, …")
