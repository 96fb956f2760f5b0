"""What the page of a call shows, beside what its file says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tsunagu.calls.enums import CallPhase, StepKind
from tsunagu.calls.models import Call, Extension
from tsunagu.calls.queries import calls as queries
from tsunagu.calls.rules import windows
from tsunagu.calls.rules.shapes import AmountFile, Definition, StepFile
from tsunagu.catalog.queries import choices
from tsunagu.catalog.queries.states import day_text
from tsunagu.kernel import announced, clock
from tsunagu.kernel.labels import Label, worded
from tsunagu.kernel.money import Yen


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the timetable, and where it stands now."""

    told: StepFile
    phase: CallPhase

    @property
    def name(self) -> str:
        """What it is called, in the language of the reader."""
        return worded(self.told.name, self.told.name_en or self.told.name) or self.told.kind.label

    @property
    def state(self) -> str:
        """Where it stands now, in words of its own: only what is taken opens and closes."""
        is_taken = self.told.kind in (StepKind.APPLICATION, StepKind.NOTICE)
        return self.phase.label if is_taken else str(_STANDS[self.phase])

    @property
    def when(self) -> str:
        """When it is, in words: to the minute where that is known, to the day where only that is."""
        return window(self.told.opens, self.told.closes)


@dataclass(frozen=True, slots=True)
class Amount:
    """What can be had."""

    told: AmountFile
    yen: Yen | None

    @property
    def name(self) -> str:
        """What it is for, in the language of the reader."""
        return worded(self.told.name, self.told.name_en or self.told.name)


@dataclass(frozen=True, slots=True)
class Shown:
    """A call as its page shows it."""

    told: Definition
    steps: list[Step]
    amounts: list[Amount]
    program: Any
    others: Sequence[Call]
    extensions: list[Extension]
    phase: CallPhase
    when: str
    applying: str

    @property
    def by(self) -> str:
        """Who publishes it, in the language of the reader."""
        return worded(self.told.head.by, self.told.head.by_en or self.told.head.by)

    @property
    def summary(self) -> str:
        """What it is about, in the language of the reader."""
        return worded(self.told.head.summary, self.told.head.summary_en or self.told.head.summary)

    @property
    def note(self) -> str:
        """What the editors add, in the language of the reader."""
        return worded(self.told.head.note, self.told.head.note_en or self.told.head.note)

    @property
    def decided_by(self) -> str:
        """Who decides, in the language of the reader."""
        decision = self.told.decision
        return worded(decision.by, decision.by_en or decision.by) if decision else ""

    @property
    def is_weighted(self) -> bool:
        """Whether one criterion weighs more than another."""
        return len({one.weight for one in self.told.criteria}) > 1

    @property
    def is_sourced(self) -> bool:
        """Whether a document tells of any step."""
        return any(step.document for step in self.told.steps)

    @property
    def weights(self) -> int:
        """The weights of all criteria together."""
        return sum(one.weight for one in self.told.criteria)


@dataclass(frozen=True, slots=True)
class Listed:
    """A call in a list."""

    call: Call
    phase: CallPhase
    program: Any

    @property
    def when(self) -> str:
        """The window of applications, in words."""
        return applications(self.call)


def shown(one: Call) -> Shown:
    """A call as its page shows it."""
    told = one.told
    return Shown(
        told=told,
        steps=[_step(one, step) for step in told.steps],
        amounts=list(map(_amount, told.amounts)),
        program=queries.program(one),
        others=queries.others(one),
        extensions=list(one.extensions.all()),
        phase=one.phase,
        when=applications(one),
        applying=_applying(one),
    )


def _applying(one: Call) -> str:
    """Where one applies, while that is possible here."""
    takes = one.phase is CallPhase.OPEN and not one.filed and not one.is_withdrawn
    return announced.applying(one.key) if takes else ""


def _amount(row: AmountFile) -> Amount:
    return Amount(row, None if row.yen is None else Yen(row.yen))


def _step(one: Call, step: StepFile) -> Step:
    """A step now. The window of applications is that of the call, whose end may have been moved."""
    opens, closes = windows.begins(step.opens), windows.ends(step.closes)
    if step.kind is StepKind.APPLICATION:
        opens, closes = one.opens, one.closes
    return Step(step, windows.phase(opens, closes, clock.now()))


def listed(rows: Sequence[Call]) -> list[Listed]:
    """Calls with their programs, in two statements however many there are."""
    keys = {row.program for row in rows} - {""}
    programs = {program.key: program for program in choices.named(list(keys))}
    return [Listed(row, row.phase, programs.get(row.program)) for row in rows]


def window(opens: date | None, closes: date | None) -> str:
    """From when to when, in words; a single day or hour where both are the same, empty where nothing is known."""
    if opens == closes:
        return _moment(opens)
    return f"{_moment(opens)}{_TO}{_moment(closes)}" if opens or closes else ""


def applications(one: Call) -> str:
    """The window of applications in words, with the deadline as it stands today."""
    step = one.told.application
    is_moved = one.closes != windows.ends(step.closes)
    return window(step.opens, one.closes if is_moved else step.closes)


def _moment(moment: date | None) -> str:
    if moment is None:
        return ""
    if not isinstance(moment, datetime):
        return day_text(moment)
    there = moment.astimezone(windows.JAPAN) if moment.tzinfo else moment
    return f"{day_text(there.date())} {there:%H:%M}"


_TO = Label("～", " to ")
_STANDS = {
    CallPhase.OPEN: Label("実施中", "under way"),
    CallPhase.COMING: Label("これから", "to come"),
    CallPhase.UNDATED: Label("日程未定", "no date yet"),
    CallPhase.CLOSED: Label("終了", "over"),
}
