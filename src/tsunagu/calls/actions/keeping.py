"""A call is written as a file, published, extended and withdrawn."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from typing import Any

from django.db import transaction

from tsunagu.access import ledger
from tsunagu.access.actors import Actor
from tsunagu.calls.enums import Mistake, State, Verb
from tsunagu.calls.models import LONGEST_KEY, LONGEST_TEXT, Call, columns
from tsunagu.calls.queries import known
from tsunagu.calls.rights import CALLS
from tsunagu.calls.rules import checking, reading, stored
from tsunagu.calls.rules.mistakes import wrong
from tsunagu.calls.rules.shapes import Definition
from tsunagu.kernel import clock
from tsunagu.kernel.problems import Rejected
from tsunagu.organizations.queries import directory

_KEY = re.compile(rf"[a-z0-9][a-z0-9-]{{0,{LONGEST_KEY - 1}}}")


def checked(content: bytes) -> tuple[dict[str, Any], Definition]:
    """A file as data and as what it says. Raises ``Rejected`` with every mistake and its place."""
    raw = reading.loaded(content)
    told = reading.read(raw)
    found = list(known.unknown(told))
    if found:
        raise Rejected(found)
    return raw, told


def values(content: bytes) -> dict[str, Any]:
    """What a file says, as the columns of a call. Raises ``Rejected`` with every mistake and its place."""
    raw, told = checked(content)
    numbers = directory.numbers([told.head.organization])
    return {
        **columns(told),
        "organization_id": numbers.get(told.head.organization),
        "file": content.decode("utf-8-sig"),
        "definition": stored.kept(raw),
    }


def put(key: str, content: bytes, *, by: Actor) -> Call:
    """Write a call, or write one anew that has not opened yet; nobody else sees a draft. Raises ``Rejected``."""
    CALLS.require_anywhere(by, Verb.MAKE)
    if not _KEY.fullmatch(key):
        raise Rejected([wrong(Mistake.KEY, "key")])
    told = values(content)
    with transaction.atomic():
        kept = Call.objects.select_for_update(of=("self",)).filter(key=key).first()
        if kept is not None:
            _require_unopened(kept)
        before = _facts(kept) if kept else None
        made = kept or Call(key=key)
        for name, value in told.items():
            setattr(made, name, value)
        made.save()
        if made.state == State.PUBLISHED:
            _require_minutes(made)
        ledger.record(by=by, verb=Verb.MAKE, thing=made, before=before, after=_facts(made))
    return made


def publish(call: Call, *, by: Actor) -> Call:
    """Show a call to everybody. Raises ``Rejected``."""
    CALLS.require(by, Verb.PUBLISH, call)
    with transaction.atomic():
        kept = _in_state(call, State.DRAFT, State.WITHDRAWN)
        _require_minutes(kept)
        if kept.closes is None or kept.closes <= clock.now():
            raise Rejected([wrong(Mistake.PAST, "closes")])
        kept.published = kept.published or clock.now()
        kept.withdrawn_for = ""
        _move(kept, State.PUBLISHED, by)
    return kept


def withdraw(call: Call, *, by: Actor, reason: str) -> Call:
    """Take back what was published: the page stays, and says why. Raises ``Rejected``."""
    CALLS.require(by, Verb.PUBLISH, call)
    why = _reason(reason)
    with transaction.atomic():
        kept = _in_state(call, State.PUBLISHED)
        kept.withdrawn_for = why
        _move(kept, State.WITHDRAWN, by, why)
    return kept


def extend(call: Call, *, by: Actor, closes: datetime, reason: str) -> Call:
    """Give applications another last instant, later than the one before, which is kept. Raises ``Rejected``."""
    CALLS.require(by, Verb.EXTEND, call)
    why = _reason(reason)
    with transaction.atomic():
        kept = _in_state(call, State.PUBLISHED)
        before = kept.closes
        if before is None or closes <= before:
            raise Rejected([wrong(Mistake.EARLIER, "closes")])
        if closes <= clock.now():
            raise Rejected([wrong(Mistake.PAST, "closes")])
        kept.extensions.create(before=before, after=closes, reason=why)
        kept.closes = closes
        kept.save(update_fields=["closes"])
        days = {"before": {"closes": before.isoformat()}, "after": {"closes": closes.isoformat()}}
        ledger.record(by=by, verb=Verb.EXTEND, thing=kept, reason=why, **days)  # type: ignore[arg-type]
    return kept


def _reason(text: str) -> str:
    reason = text.strip()
    if not reason:
        raise Rejected([wrong(Mistake.REASON, "reason")])
    if len(reason) > LONGEST_TEXT:
        raise Rejected([wrong(Mistake.TOO_LONG, "reason", LONGEST_TEXT)])
    return reason


def _move(call: Call, state: State, by: Actor, reason: str = "") -> None:
    before = call.state
    call.state = state
    call.save(update_fields=["state", "published", "withdrawn_for"])
    ledger.record(
        by=by,
        verb=Verb.PUBLISH,
        thing=call,
        before={"state": before},
        after={"state": state.value},
        reason=reason,
    )


def _in_state(call: Call, *states: State) -> Call:
    """The call under a lock, in one of these states. Raises ``Rejected``."""
    kept = Call.objects.select_for_update(of=("self",)).get(pk=call.pk)
    if kept.filed:
        raise Rejected([wrong(Mistake.FILED)])
    if kept.state not in states:
        raise Rejected([wrong(Mistake.STEP)])
    return kept


def _facts(call: Call) -> dict[str, str]:
    """What tells one state of a file from another."""
    return {"file": hashlib.sha256(call.file.encode()).hexdigest()[:16]}


def _require_unopened(call: Call) -> None:
    """What people can apply to does not change under them; a deadline is moved by ``extend`` alone."""
    if call.filed:
        raise Rejected([wrong(Mistake.FILED)])
    is_open = call.opens is not None and call.opens <= clock.now()
    if call.state != State.DRAFT and (is_open or call.extensions.exists()):
        raise Rejected([wrong(Mistake.STARTED)])


def _require_minutes(call: Call) -> None:
    found = list(checking.to_publish(stored.revived(call.definition)))
    if found:
        raise Rejected(found)
