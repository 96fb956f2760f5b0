"""A body submits, corrects and takes back its figures; officers confirm them. Each is a new row behind the last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from tsunagu.access import ledger
from tsunagu.access.actors import Actor
from tsunagu.access.enums import Role
from tsunagu.indicators.actions.writing import copied, counting, history, refuse, take_turn
from tsunagu.indicators.enums import Aggregation, Fact, Kind, Origin, Status, Verb
from tsunagu.indicators.models import Definition, Observation
from tsunagu.indicators.rights import OBSERVATIONS
from tsunagu.indicators.rules import checking
from tsunagu.indicators.rules.checking import Told
from tsunagu.indicators.rules.figures import Figure, Period
from tsunagu.kernel import clock
from tsunagu.kernel.problems import Problem

Source = dict[str, str]
"""Where a figure was read: document, page and printed text, or a link."""


def submit(
    definition: Definition,
    *,
    by: Actor,
    subject: int,
    period: Period,
    figure: Figure,
    kind: Kind = Kind.ACTUAL,
    source: Source | None = None,
) -> Observation:
    """Submit a figure of the body with this number, provisional until confirmed. Raises ``Rejected``."""
    row = Observation(definition=definition, subject_id=subject, kind=kind)
    row.year, row.day, row.public = period.year, period.day, False
    _tell(row, figure, source)
    OBSERVATIONS.require(by, Verb.SUBMIT, row)
    with transaction.atomic():
        take_turn()
        before = history(row)
        refuse([*_wrong(row), *_unfit(row), *_twice(before)])
        return _write(by, Verb.SUBMIT, row, before)


def correct(
    row: Observation,
    *,
    by: Actor,
    figure: Figure,
    reason: str,
    source: Source | None = None,
) -> Observation:
    """Put another figure in the place of one, provisional until confirmed. Raises ``Rejected``."""
    OBSERVATIONS.require(by, Verb.CORRECT, row)
    made = Observation(**copied(row), public=False)
    _tell(made, figure, source)
    with transaction.atomic():
        take_turn()
        before = history(row)
        refuse([*_wrong(made), *_unfit(made), *_reasonless(reason)])
        refuse([*_stale(row, before), *_same(row, made)])
        return _write(by, Verb.CORRECT, made, before, reason)


def confirm(row: Observation, *, by: Actor) -> Observation:
    """Confirm a figure that somebody else submitted; from then on everybody sees it. Raises ``Rejected``."""
    OBSERVATIONS.require(by, Verb.CONFIRM, row)
    made = Observation(**copied(row), status=Status.CONFIRMED, public=True)
    with transaction.atomic():
        take_turn()
        before = history(row)
        refuse([*_stale(row, before), *_unready(row, by)])
        return _write(by, Verb.CONFIRM, made, before)


def take_back(row: Observation, *, by: Actor, reason: str) -> Observation:
    """Take a figure back; it stays in the history, with the reason. Raises ``Rejected``."""
    OBSERVATIONS.require(by, Verb.TAKE_BACK, row)
    made = Observation(**copied(row), status=Status.TAKEN_BACK, public=row.public)
    with transaction.atomic():
        take_turn()
        before = history(row)
        refuse([*_stale(row, before), *_reasonless(reason)])
        return _write(by, Verb.TAKE_BACK, made, before, reason)


def _tell(row: Observation, figure: Figure, source: Source | None) -> None:
    row.status = Status.PROVISIONAL
    row.value, row.numerator, row.denominator = figure.value, figure.numerator, figure.denominator
    for name in ("document", "page", "printed", "link"):
        setattr(row, name, (source or {}).get(name, ""))


def _write(
    by: Actor,
    verb: Verb,
    row: Observation,
    history: Sequence[Observation],
    reason: str = "",
) -> Observation:
    before = history[-1] if history else None
    row.supersedes, row.reason, row.writer = before, reason.strip(), by.user
    row.known, row.origin = clock.today(), _origin(by, row)
    row.save()
    was, now = _facts(before) if before else {}, _facts(row)
    ledger.record(by=by, verb=verb, thing=row, before=was, after=now, reason=row.reason)
    return row


def _origin(by: Actor, row: Observation) -> Origin:
    of_the_body = by.organizations([Role.ADMINISTRATOR, Role.URA])
    return Origin.BODY if row.subject_id in of_the_body else Origin.OFFICER


def _facts(row: Observation) -> dict[str, Any]:
    parts = (row.value, row.numerator, row.denominator)
    said = " / ".join(format(part.normalize(), "f") for part in parts if part is not None)
    indicator = row.definition.indicator
    about: dict[str, Any] = {Fact.INDICATOR: indicator.key, Fact.BODY: row.subject_id}
    return {**about, Fact.PERIOD: row.period.code, Fact.FIGURE: said, Fact.STATUS: row.status}


def _wrong(row: Observation) -> Iterator[Problem]:
    definition = row.definition
    aggregation = Aggregation(definition.indicator.aggregation)
    told = Told(aggregation, definition.valid_from, Kind(row.kind), row.period, row.figure)
    yield from checking.problems(told, clock.today())
    if not row.document and not row.link:
        yield Problem("unsourced", "name a document or a link", "link")


def _unfit(row: Observation) -> Iterator[Problem]:
    """What does not fit its column."""
    try:
        row.clean_fields(exclude=["origin", "known", "supersedes", "definition", "subject"])
    except ValidationError as error:
        for field, texts in error.message_dict.items():
            yield Problem("invalid", " ".join(texts), field)


def _twice(before: Sequence[Observation]) -> Iterator[Problem]:
    if counting(before):
        yield Problem("twice", "this figure is there already; correct it", "year")


def _stale(row: Observation, before: Sequence[Observation]) -> Iterator[Problem]:
    if counting(before) != row:
        yield Problem("stale", "somebody wrote this figure anew meanwhile; look at it again")


def _reasonless(reason: str) -> Iterator[Problem]:
    if not reason.strip():
        yield Problem("reason", "say why", "reason")


def _same(row: Observation, made: Observation) -> Iterator[Problem]:
    if row.figure == made.figure:
        yield Problem("same", "the figure is the same as before", "value")


def _unready(row: Observation, by: Actor) -> Iterator[Problem]:
    if row.state is not Status.PROVISIONAL:
        yield Problem("not-provisional", "only a provisional figure is confirmed")
    if by.user is not None and row.writer == by.user:
        yield Problem("own", "somebody else confirms what one wrote oneself")
