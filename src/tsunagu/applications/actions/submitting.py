"""An application is submitted: receipt, instant, frozen dossier and mail in one transaction, once for each request."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.db import transaction

from tsunagu.access import ledger
from tsunagu.access.actors import Actor
from tsunagu.applications.actions import letters
from tsunagu.applications.actions.drafting import locked, require_open
from tsunagu.applications.actions.mistakes import wrong
from tsunagu.applications.enums import ApplicationState, Mistake, Verb
from tsunagu.applications.models import LONGEST_KEY, LONGEST_TEXT, Application, Submission
from tsunagu.applications.queries import applications as queries
from tsunagu.applications.queries.applications import Written
from tsunagu.applications.rights import APPLICATIONS
from tsunagu.applications.rules import dossiers
from tsunagu.applications.rules.dossiers import Dossier
from tsunagu.calls.queries import calls
from tsunagu.kernel import clock
from tsunagu.kernel.problems import Rejected


@dataclass(frozen=True, slots=True)
class Submitted:
    """A submission, and whether this request made it."""

    submission: Submission
    is_new: bool


def submit(application: Application, *, by: Actor, key: str) -> Submitted:
    """Submit a draft as it stands. The same key again, or the same content, is the submission that is there.

    The time that counts is read once the locks are held: an extension cannot slip in between, nor another request.
    Raises ``Rejected`` with all that is lacking, or where the deadline has passed.
    """
    APPLICATIONS.require(by, Verb.SUBMIT, application)
    _require_key(key)
    with transaction.atomic():
        calls.hold(application.call_id)
        kept = locked(application)
        known = kept.submissions.filter(key=key).first()
        if known is not None:
            return Submitted(known, is_new=False)
        require_open(kept.call)
        return _submitted(kept, by, key)


def _require_key(key: str) -> None:
    if not 0 < len(key) <= LONGEST_KEY or "\0" in key:
        raise Rejected([wrong(Mistake.KEY)])


def _submitted(kept: Application, by: Actor, key: str) -> Submitted:
    written = Written(kept)
    if written.lacking:
        raise Rejected(written.lacking)
    frozen = _frozen(written)
    current = queries.current(kept)
    if current is not None and current.fingerprint == frozen.fingerprint:
        return Submitted(current, is_new=False)
    made = kept.submissions.create(
        key=key,
        decided=clock.now(),
        by=by.name[:200],
        dossier=frozen.text,
        fingerprint=frozen.fingerprint,
        draft=kept.revision,
    )
    _move(kept, ApplicationState.SUBMITTED, by, made)
    letters.received(made)
    return Submitted(made, is_new=True)


def _frozen(written: Written) -> Dossier:
    call, body = written.application.call, written.application.body
    file = hashlib.sha256(call.file.encode()).hexdigest()
    return dossiers.dossier(
        call={"key": call.key, "name": call.name, "year": int(call.year), "file": file},
        body={"key": body.key, "name": body.name},
        questions=written.questions,
        said=written.said,
        judged=written.judged,
    )


def withdraw(application: Application, *, by: Actor, reason: str) -> Application:
    """Take back what was submitted: none of it counts any more. Raises ``Rejected``."""
    APPLICATIONS.require(by, Verb.SUBMIT, application)
    why = reason.strip()[:LONGEST_TEXT]
    if not why:
        raise Rejected([wrong(Mistake.REASON, "reason")])
    with transaction.atomic():
        kept = locked(application)
        current = queries.current(kept)
        if current is None:
            raise Rejected([wrong(Mistake.NOT_SUBMITTED)])
        kept.submissions.filter(withdrawn=None).update(withdrawn=clock.now(), withdrawn_for=why)
        _move(kept, ApplicationState.WITHDRAWN, by, current, why)
        letters.withdrawn(current)
    return kept


def _move(
    kept: Application,
    state: ApplicationState,
    by: Actor,
    of: Submission,
    reason: str = "",
) -> None:
    before = kept.state
    kept.state = state
    kept.save(update_fields=["state"])
    told = {"state": state.value, "receipt": of.receipt, "dossier": of.fingerprint[:16]}
    ledger.record(
        by=by,
        verb=Verb.SUBMIT,
        thing=kept,
        before={"state": before},
        after=told,
        reason=reason,
    )
