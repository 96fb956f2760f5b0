"""Sheets are made and changed as drafts, looked at as previews, and stay as they are once they are live."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max

from tsunagu.access import ledger
from tsunagu.access.actors import Actor
from tsunagu.kernel import clock
from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.sheets.enums import Mistake, Verb, VersionState
from tsunagu.sheets.models import Sheet, Version
from tsunagu.sheets.queries import versions as queries
from tsunagu.sheets.rights import VERSIONS
from tsunagu.sheets.rules import reading, versions
from tsunagu.sheets.rules.reading import mistake

Raw = Sequence[Any]


def draft(
    *,
    by: Actor,
    key: str,
    name: str,
    name_en: str = "",
    questions: Raw,
) -> Version:
    """Make the next version of a sheet as a draft, and the sheet with its first. Raises ``Rejected``."""
    VERSIONS.require_anywhere(by, Verb.EDIT)
    with transaction.atomic():
        names = {"name": name, "name_en": name_en}
        sheet, _ = Sheet.objects.select_for_update().update_or_create(key=key, defaults=names)
        number = 1 + (sheet.versions.aggregate(last=Max("number"))["last"] or 0)
        require_sound(sheet, number, questions)
        made = Version.objects.create(sheet=sheet, number=number, questions=list(questions))
        ledger.record(
            by=by,
            verb=Verb.EDIT,
            thing=made,
            after={"state": made.state, "version": number},
        )
    return made


def change(version: Version, *, by: Actor, questions: Raw) -> Version:
    """Put other questions into a version that is not live. Raises ``Rejected``."""
    VERSIONS.require(by, Verb.EDIT, version)
    with transaction.atomic():
        kept = _changeable(version)
        require_sound(kept.sheet, kept.number, questions)
        kept.questions = list(questions)
        kept.save(update_fields=["questions"])
        ledger.record(by=by, verb=Verb.EDIT, thing=kept, after={"questions": len(questions)})
    return kept


def proceed(version: Version, *, by: Actor, to: VersionState) -> Version:
    """Take a version to its next state. Raises ``Rejected``."""
    VERSIONS.require(by, Verb.PUBLISH, version)
    with transaction.atomic():
        kept = _locked(version)
        before = VersionState(kept.state)
        if (before, to) not in versions.STEPS:
            raise Rejected([mistake(Mistake.STEP, "")])
        kept.state = to
        kept.live_since = clock.now() if to is VersionState.LIVE else None
        kept.save(update_fields=["state", "live_since"])
        states: dict[str, Any] = {"before": {"state": before.value}, "after": {"state": to.value}}
        ledger.record(by=by, verb=Verb.PUBLISH, thing=kept, **states)
    return kept


def require_sound(sheet: Sheet, number: int, raw: Raw) -> None:
    """Raise ``Rejected`` for questions with mistakes, or that break with an earlier version."""
    asked = reading.questions(raw)
    found: list[Problem] = []
    for before in queries.earlier(sheet, number):
        found.extend(versions.incomparable(before, asked))
    if found:
        raise Rejected(list(dict.fromkeys(found)))


def _changeable(version: Version) -> Version:
    kept = _locked(version)
    if kept.state == VersionState.LIVE:
        raise Rejected([mistake(Mistake.FROZEN, "questions")])
    return kept


def _locked(version: Version) -> Version:
    return Version.objects.select_for_update(of=("self",)).select_related("sheet").get(pk=version.pk)
