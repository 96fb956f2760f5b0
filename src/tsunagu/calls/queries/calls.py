"""Calls, as everybody reads them and as officers keep them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.timezone import localtime

from tsunagu.access.actors import Actor
from tsunagu.calls.enums import CallPhase, ProcedureKind, State
from tsunagu.calls.models import Call
from tsunagu.calls.rights import CALLS
from tsunagu.catalog.queries import choices
from tsunagu.kernel.labels import Label
from tsunagu.kernel.questions import Choices, asked
from tsunagu.kernel.tables import Column, Columns, file_column


def _programs() -> Choices:
    """The programs that have calls."""
    keys = shown().order_by().values_list("program", flat=True).distinct()
    return [(program.key, program.display_name) for program in choices.named(list(keys))]


_APPLICATIONS = Label("受付", "Applications")


@dataclass(frozen=True, slots=True)
class CallQuery:
    """Which calls to show. Empty fields do not narrow."""

    applications: CallPhase | None = asked(_APPLICATIONS, None, help="only calls whose applications stand here")
    kind: ProcedureKind | None = asked(Label("種類", "ProcedureKind"), None, help="only calls of this kind")
    program: str = asked(
        Label("事業", "Program"), "", help="key of a program of the catalog", example="coi-next", choices=_programs
    )


def _instant(moment: datetime | None) -> str:
    return localtime(moment).isoformat() if moment else ""


CALLS_TABLE = Columns[Call](
    file_column("key", lambda row: row.key),
    Column("name", "公募", "Call", lambda row: row.name),
    Column("year", "年度", "Fiscal year", lambda row: int(row.year)),
    Column("kind", "種類", "ProcedureKind", lambda row: row.kind),
    Column("phase", "受付", "Applications", lambda row: row.phase.value),
    file_column("program", lambda row: row.program),
    file_column("opens", lambda row: _instant(row.opens)),
    file_column("closes", lambda row: _instant(row.closes)),
    file_column("filed", lambda row: row.filed),
)
_ORDER = (CallPhase.OPEN, CallPhase.COMING, CallPhase.UNDATED, CallPhase.CLOSED)


def shown() -> QuerySet[Call]:
    """The calls that everybody sees."""
    return Call.objects.exclude(state=State.DRAFT)


def fitting(question: CallQuery) -> list[Call]:
    """The calls that everybody sees and that fit: open ones first, then the next to open, closed ones last."""
    rows = shown().exclude(state=State.WITHDRAWN)
    if question.kind:
        rows = rows.filter(kind=question.kind)
    if question.program:
        rows = rows.filter(program=question.program)
    found = [row for row in rows if question.applications in (None, row.phase)]
    return sorted(found, key=_place)


def _place(row: Call) -> tuple[int, float]:
    """Open ones by what is left, coming ones by when they open, closed ones the last one first."""
    phase = row.phase
    moment = row.opens if phase is CallPhase.COMING else row.closes
    seconds = moment.timestamp() if moment else 0.0
    return _ORDER.index(phase), -seconds if phase is CallPhase.CLOSED else seconds


def shown_one(key: str) -> Call | None:
    """A call that everybody sees; one that was withdrawn says so."""
    return shown().select_related("organization").filter(key=key).first()


def all_of(by: Actor) -> list[Call]:
    """The calls that somebody may see, drafts among them."""
    return list(CALLS.among(by, Call.objects.all()))


def call(key: str) -> Call | None:
    """The call with this key, if there is one; who may see it is asked at the door."""
    return Call.objects.select_related("organization").filter(key=key).first()


def numbered(numbers: Sequence[int]) -> list[Call]:
    """The calls with these numbers, the newest first."""
    return list(Call.objects.filter(pk__in=numbers))


def program(one: Call) -> Any:
    """The program of a call in the catalog, if it is named."""
    return next(iter(choices.named([one.program])), None) if one.program else None


def others(one: Call) -> Sequence[Call]:
    """The other calls of the same program, the newest first."""
    if not one.program:
        return ()
    same = shown().filter(program=one.program).exclude(pk=one.pk)
    return list(same.order_by("-year", "key"))


def hold(number: int) -> None:
    """Keep the deadline of a call as it is until the transaction ends; others may do so at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM calls_call WHERE id = %s FOR SHARE", [number])
