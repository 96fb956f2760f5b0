"""What may stand in the file of a call. docs/calls-data.md explains it to officers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec

from tsunagu.calls.enums import AmountPer, DutyKind, Given, Indirect, ProcedureKind, StepKind
from tsunagu.kernel.labels import worded
from tsunagu.sheets.rules.questions import Option, Question

Moment = date | datetime
"""A day, or an instant where the hour is known."""


class Fact(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    """Something read from a document: ``at`` names it with the page, ``printed`` is its text. Without it is ours."""

    at: str = ""
    printed: str = ""

    @property
    def document(self) -> str:
        """The document in which it stands, by its key."""
        return self.at.partition(":")[0]

    @property
    def page(self) -> str:
        """The page of that document."""
        return self.at.partition(":")[2]


class Worded(Fact, kw_only=True, frozen=True):
    """A sentence in Japanese, and in English where somebody wrote one."""

    text: str
    text_en: str = ""

    @property
    def label(self) -> str:
        """The sentence in the language of the reader."""
        return worded(self.text, self.text_en or self.text)


class HeadFile(Fact, kw_only=True, frozen=True):
    """What stands at the top of the file.

    program: key in the catalog. organization: key in the directory of who publishes it. guide: the official page.
    """

    name: str
    name_en: str = ""
    kind: ProcedureKind
    year: int
    by: str
    by_en: str = ""
    program: str = ""
    organization: str = ""
    guide: str = ""
    summary: str = ""
    summary_en: str = ""
    note: str = ""
    note_en: str = ""


class StepFile(Fact, kw_only=True, frozen=True):
    """``[[step]]``. opens, closes: a day or an instant; what closes on a day does so at its end."""

    kind: StepKind
    name: str = ""
    name_en: str = ""
    opens: Any = None
    closes: Any = None
    note: str = ""
    note_en: str = ""


class AmountFile(Fact, kw_only=True, frozen=True):
    """``[[amount]]``. yen: at most so much; none where the call names no figure. awards: how many are to be chosen."""

    key: str
    name: str
    name_en: str = ""
    yen: int | None = None
    per: AmountPer | None = None
    years: int | None = None
    awards: int | None = None
    indirect: Indirect = Indirect.UNKNOWN
    note: str = ""
    note_en: str = ""


class ConditionFile(Worded, kw_only=True, frozen=True):
    """``[[eligibility.condition]]``. requires: over the questions, as ``sheets.rules.showing`` reads it."""

    key: str
    requires: dict[str, Any]


class CriterionFile(Worded, kw_only=True, frozen=True):
    """``[[review.criterion]]``."""

    key: str
    weight: int = 1


class BonusFile(Worded, kw_only=True, frozen=True):
    """``[[review.bonus]]``: points apart from the score."""

    key: str
    points: int


class DutyFile(Worded, kw_only=True, frozen=True):
    """``[[duty]]``."""

    kind: DutyKind


class DecisionFile(Fact, kw_only=True, frozen=True):
    """``[decision]``. standard_days: from the close of applications, as the Subsidy Act asks for (Art. 6-2)."""

    by: str
    by_en: str = ""
    standard_days: int | None = None


@dataclass(frozen=True, slots=True)
class Definition:
    """A call as its file says it, without mistakes.

    given: which questions of eligibility the directory can answer. bonus_most: of all bonus points together.
    """

    head: HeadFile
    steps: tuple[StepFile, ...]
    amounts: tuple[AmountFile, ...]
    questions: tuple[Question, ...]
    given: dict[str, Given]
    conditions: tuple[ConditionFile, ...]
    form: tuple[Question, ...]
    scale: tuple[Option, ...]
    criteria: tuple[CriterionFile, ...]
    bonus: tuple[BonusFile, ...]
    bonus_most: int | None
    duties: tuple[DutyFile, ...]
    decision: DecisionFile | None

    @property
    def application(self) -> StepFile:
        """The step in which applications are taken."""
        return next(step for step in self.steps if step.kind is StepKind.APPLICATION)
