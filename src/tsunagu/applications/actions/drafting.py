"""A body begins an application; its people write it together, and nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from tsunagu.access import ledger
from tsunagu.access.actors import Actor
from tsunagu.applications.actions.mistakes import wrong
from tsunagu.applications.enums import Mistake, Verb
from tsunagu.applications.models import Application
from tsunagu.applications.queries import applications as queries
from tsunagu.applications.queries.applications import Written
from tsunagu.applications.rights import APPLICATIONS
from tsunagu.applications.rules import forms
from tsunagu.calls.enums import CallPhase
from tsunagu.kernel import clock
from tsunagu.kernel.merging import Stale, merge
from tsunagu.kernel.problems import Conflict, Rejected
from tsunagu.sheets.rules import answers, facts
from tsunagu.sheets.rules.answers import Said, Typed
from tsunagu.sheets.rules.saving import Saving, Sent, saving

MOST_DRAFTS = 50  # of one body for one call


def begin(call: Any, *, by: Actor, body: int) -> Application:
    """Begin an application of a body for a call that takes them. Raises ``Rejected``."""
    made = Application(call=call, body_id=body, saved_by=by.name[:200])
    APPLICATIONS.require(by, Verb.EDIT, made)
    require_open(call)
    with transaction.atomic():
        _require_few(call, body)
        made.save()
        ledger.record(by=by, verb=Verb.EDIT, thing=made, after={"call": call.key})
    return made


def _require_few(call: Any, body: int) -> None:
    if Application.objects.filter(call=call, body_id=body).count() >= MOST_DRAFTS:
        raise Rejected([wrong(Mistake.MANY, "", MOST_DRAFTS)])


def require_open(call: Any) -> None:
    """Raise ``Conflict`` with why a call takes no applications now."""
    if call.filed:
        raise Conflict([wrong(Mistake.RECORD)])
    if call.phase is CallPhase.CLOSED:
        raise Conflict([wrong(Mistake.PASSED, "", f"{localtime(call.closes):%Y-%m-%d %H:%M:%S}")])
    if not queries.takes(call):
        raise Conflict([wrong(Mistake.NOT_OPEN)])


def save(
    application: Application,
    *,
    by: Actor,
    began: Mapping[str, Any],
    wrote: Mapping[str, Typed],
    sent: Sent,
) -> Application:
    """Keep what somebody wrote, under the names of ``sheets.rules.facts``; the same again changes nothing.

    What others wrote meanwhile in other fields stays. Raises ``Rejected``, and ``Stale`` where both changed one field.
    """
    APPLICATIONS.require(by, Verb.EDIT, application)
    with transaction.atomic():
        kept = locked(application)
        require_open(kept.call)
        _write(kept, began, wrote, sent, by)
    return kept


def locked(application: Application) -> Application:
    """The application under a lock."""
    rows = Application.objects.select_for_update(of=("self",)).select_related("call", "body")
    return rows.get(pk=application.pk)


def _write(
    kept: Application,
    began: Mapping[str, Any],
    wrote: Mapping[str, Typed],
    sent: Sent,
    by: Actor,
) -> None:
    asked = Written(kept).questions
    theirs = facts.kept(asked, kept.answers)
    typed = facts.written(asked, facts.read(asked, facts.completed(asked, wrote, theirs)))
    how = saving(Sent(kept.revision, kept.window, kept.turn), sent, theirs, typed)
    if how is Saving.SAME:
        return
    if how is Saving.STALE:
        merged = merge(began=began, theirs=theirs, wrote=typed)
        if merged.conflicts:
            raise Stale(merged)
        typed = merged.facts
    _keep(kept, facts.read(asked, typed), sent, by)


def _keep(kept: Application, read: Mapping[str, Said], sent: Sent, by: Actor) -> None:
    changed = sum(kept.answers.get(key, answers.NOTHING.data) != one.data for key, one in read.items())
    kept.answers = {**kept.answers, **{key: one.data for key, one in read.items()}}
    kept.title = forms.title({key: Said.of(row) for key, row in kept.answers.items()})
    kept.revision += 1
    kept.window, kept.turn = sent.window[:40], sent.turn
    kept.saved, kept.saved_by = clock.now(), by.name[:200]
    kept.save()
    ledger.record(by=by, verb=Verb.EDIT, thing=kept, after={"questions": changed})
