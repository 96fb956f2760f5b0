"""Applications, as their people write them and as officers receive them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, Max, QuerySet
from django.utils.timezone import localtime

from tsunagu.access.actors import Actor
from tsunagu.applications.enums import ApplicationState, Verb
from tsunagu.applications.models import Application, Submission
from tsunagu.applications.rights import APPLICATIONS, RECEIVED, WRITING
from tsunagu.applications.rules import dossiers, forms
from tsunagu.calls.enums import CallPhase
from tsunagu.calls.queries import calls
from tsunagu.calls.rules import eligibility
from tsunagu.kernel import clock
from tsunagu.kernel.problems import Problem
from tsunagu.kernel.tables import Column, Columns, file_column
from tsunagu.organizations.queries import keeping
from tsunagu.sheets.rules.answers import Said
from tsunagu.sheets.rules.questions import Question


@dataclass(frozen=True)
class Written:
    """A draft read against the form of its call."""

    application: Application

    @property
    def _call(self) -> Any:
        return self.application.call

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """What is asked."""
        return forms.questions(self._call.told)

    @cached_property
    def said(self) -> Mapping[str, Said]:
        """What was answered so far, by the keys of the questions."""
        return {key: Said.of(row) for key, row in self.application.answers.items()}

    @cached_property
    def judged(self) -> eligibility.Answer:
        """How the conditions of the call come out on what was answered."""
        facts = forms.known(self._call.told, self.said, self.application.body.kind)
        return eligibility.judge(self._call.told, facts, clock.today())

    @cached_property
    def lacking(self) -> list[Problem]:
        """Everything that still stands in the way of submitting."""
        return list(forms.lacking(self._call.told, self.said, self.judged))

    @property
    def asked(self) -> dict[str, bool]:
        """Which questions are to be shown."""
        return forms.asked(self._call.told, self.said)

    @property
    def is_open(self) -> bool:
        """Whether the call takes applications now."""
        return takes(self._call)


def takes(call: Any) -> bool:
    """Whether a call takes applications on this site now."""
    return not call.filed and not call.is_withdrawn and call.phase is CallPhase.OPEN


def _rows() -> QuerySet[Application]:
    return Application.objects.select_related("call", "body")


def application(number: int) -> Application | None:
    """The application with this number, if there is one; who may see it is asked at the door."""
    return _rows().filter(pk=number).first()


def mine(by: Actor) -> list[Application]:
    """The applications of one's bodies: those whose call closes next first."""
    rows = APPLICATIONS.among(by, _rows()).annotate(decided=Max("submissions__decided"))
    return list(rows.order_by("-call__closes", "-pk"))


def drafts(by: Actor) -> list[Application]:
    """The drafts of one's bodies that can still be submitted."""
    rows = APPLICATIONS.among(by, _rows(), Verb.EDIT)
    open_ones = rows.filter(state=ApplicationState.DRAFT, call__closes__gt=clock.now())
    return [row for row in open_ones.order_by("call__closes", "pk") if takes(row.call)]


def bodies(by: Actor) -> list[tuple[str, str]]:
    """The bodies for which somebody may write, as choices."""
    able = by.organizations(WRITING)
    return [(str(number), name) for number, name in keeping.own_bodies(by) if number in able]


def submission(number: int) -> Submission | None:
    """The submission with this number, if there is one; who may see it is asked at the door."""
    return _submissions().filter(pk=number).first()


def by_receipt(by: Actor, receipt: str) -> Submission | None:
    """What was submitted under a receipt number, for who may receive it; none where the number is mistyped."""
    number = dossiers.number_of(receipt)
    return RECEIVED.among(by, _submissions()).filter(pk=number).first() if number else None


def submissions(one: Application) -> list[Submission]:
    """What was submitted of an application, the last first."""
    return list(one.submissions.order_by("-pk"))


def current(one: Application) -> Submission | None:
    """The submission that counts: the last one, unless it was withdrawn."""
    last = one.submissions.order_by("-pk").first()
    return last if last and last.withdrawn is None else None


@dataclass(frozen=True, slots=True)
class Received:
    """An application as officers receive it."""

    submission: Submission

    @property
    def application(self) -> Application:
        """Whose submission it is."""
        return self.submission.application


RECEIVED_TABLE = Columns[Received](
    Column("receipt", "受付番号", "Receipt", lambda row: row.submission.receipt, verbatim=True),
    Column("title", "申請の名称", "Title", lambda row: row.application.title),
    Column("body", "申請する機関", "Body", lambda row: row.application.body.name),
    file_column("body_key", lambda row: row.application.body.key),
    Column("decided", "受付日時", "Received", lambda row: localtime(row.submission.decided).isoformat()),
    file_column("fingerprint", lambda row: row.submission.fingerprint),
)


def called(by: Actor) -> list[tuple[Any, int]]:
    """The calls that somebody may receive applications of, with how many of these count."""
    rows = RECEIVED.among(by, _submissions()).order_by("application__call")
    sizes = rows.values("application__call").annotate(size=Count("application", distinct=True))
    counts = dict(sizes.values_list("application__call", "size"))
    return [(call, counts[call.pk]) for call in calls.numbered(list(counts))]


def received(by: Actor, call: Any) -> list[Received]:
    """The submissions of a call that count, in the order in which they came; one of each application."""
    last = Submission.objects.filter(application__call=call).order_by("application_id", "-pk")
    numbers = last.distinct("application_id").values("pk")
    rows = RECEIVED.among(by, _submissions().filter(pk__in=numbers))
    return [Received(row) for row in rows.order_by("pk")]


def _submissions() -> QuerySet[Submission]:
    return Submission.objects.select_related("application__body", "application__call")


def answers(one: Submission) -> Sequence[Mapping[str, Any]]:
    """What a dossier says, question by question."""
    found: Sequence[Mapping[str, Any]] = json.loads(one.dossier)["answers"]
    return found
