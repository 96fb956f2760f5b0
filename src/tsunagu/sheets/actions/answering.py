"""A body is asked; its people answer, each for themselves, and one of them submits for the body."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from tsunagu.access import ledger
from tsunagu.access.actors import Actor
from tsunagu.kernel import clock
from tsunagu.kernel.conditions import Verdict
from tsunagu.kernel.merging import Stale, merge
from tsunagu.kernel.problems import Hidden, Problem, Rejected
from tsunagu.sheets.enums import Mistake, ResponseState, Standing, Verb, VersionState
from tsunagu.sheets.models import LONGEST_FILE_NAME, Attachment, Reply, Response, Version
from tsunagu.sheets.queries import responses, versions
from tsunagu.sheets.rights import RESPONSES
from tsunagu.sheets.rules import answers, facts, showing, tallies
from tsunagu.sheets.rules.answers import Said, Typed
from tsunagu.sheets.rules.questions import Question
from tsunagu.sheets.rules.reading import mistake
from tsunagu.sheets.rules.saving import Saving, Sent, saving

MOST_FILE = 2**20  # bytes
MOST_FILES = 20  # of one person in a response
Questions = Sequence[Question]


def ask(
    version: Version,
    *,
    occasion: str,
    title: str,
    title_en: str,
    bodies: Sequence[int],
    closes: datetime,
) -> int:
    """Ask bodies for a response on an occasion, each once; says how many are asked anew.

    The room that asks has its own right to do so, and writes its own line. Raises ``Rejected``.
    """
    if version.state != VersionState.LIVE:
        raise Rejected([mistake(Mistake.NOT_LIVE, str(version))])
    there = Response.objects.filter(occasion=occasion)
    known = set(there.values_list("body_id", flat=True))
    told: dict[str, Any] = {"version": version, "occasion": occasion, "title": title, "title_en": title_en}
    new = [Response(body_id=body, closes=closes, **told) for body in bodies if body not in known]
    Response.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def extend(*, occasion: str, closes: datetime) -> None:
    """Give all bodies of an occasion another last instant."""
    Response.objects.filter(occasion=occasion).update(closes=closes)


def save(
    response: Response,
    *,
    by: Actor,
    began: Mapping[str, Any],
    wrote: Mapping[str, Typed],
    sent: Sent,
) -> Reply:
    """Keep what somebody wrote, under the names of ``rules.facts``; the same again changes nothing.

    Raises ``Rejected``, and ``Stale`` where it was changed meanwhile from elsewhere.
    """
    RESPONSES.require(by, Verb.ANSWER, response)
    asked = versions.questions(response.version)
    with transaction.atomic():
        _writable(response)
        row = _own(response, by)
        read = facts.read(asked, facts.completed(asked, wrote, facts.kept(asked, row.answers)))
        _write(row, asked, read, began, sent, by)
    return row


def _write(
    row: Reply,
    asked: Questions,
    read: Mapping[str, Said],
    began: Mapping[str, Any],
    sent: Sent,
    by: Actor,
) -> None:
    theirs, wrote = facts.kept(asked, row.answers), facts.written(asked, read)
    how = saving(Sent(row.revision, row.window, row.turn), sent, theirs, wrote)
    if how is Saving.STALE:
        raise Stale(merge(began=began, theirs=theirs, wrote=wrote))
    if how is Saving.SAME:
        return
    changed = sum(row.answers.get(key, answers.NOTHING.data) != one.data for key, one in read.items())
    row.answers = {**row.answers, **{key: one.data for key, one in read.items()}}
    row.revision += 1
    row.window, row.turn, row.saved = sent.window[:40], sent.turn, clock.now()
    row.save(update_fields=["answers", "revision", "window", "turn", "saved"])
    ledger.record(by=by, verb=Verb.ANSWER, thing=row.response, after={"questions": changed})


def attach(response: Response, *, by: Actor, question: str, name: str, content: bytes) -> Attachment:
    """Add a file to a question; the same file again is the one that is there. Raises ``Rejected``."""
    RESPONSES.require(by, Verb.ANSWER, response)
    found = list(_wrong_file(response, question, name, content))
    if found:
        raise Rejected(found)
    checksum = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        _writable(response)
        row = _own(response, by)
        known = row.attachments.filter(question=question, checksum=checksum).first()
        if known:
            return known
        if row.attachments.count() >= MOST_FILES:
            raise Rejected([mistake(Mistake.TOO_MANY, question)])
        told = {"question": question, "name": name, "size": len(content), "checksum": checksum}
        made = Attachment.objects.create(reply=row, content=content, **told)
        ledger.record(
            by=by,
            verb=Verb.ANSWER,
            thing=response,
            after={"file": name},
        )
    return made


def _wrong_file(response: Response, question: str, name: str, content: bytes) -> Iterator[Problem]:
    if question not in {one.key for one in versions.questions(response.version)}:
        yield mistake(Mistake.UNKNOWN_QUESTION, question[:40].replace("\0", ""))
    if not name or len(name) > LONGEST_FILE_NAME or not name.isprintable():
        yield mistake(Mistake.FILE_NAME, "")
    if not 0 < len(content) <= MOST_FILE:
        yield mistake(Mistake.FILE_SIZE, "")


def detach(response: Response, *, by: Actor, number: int) -> None:
    """Take away a file that one attached oneself. Raises ``Rejected``, and ``Hidden`` for one of somebody else."""
    RESPONSES.require(by, Verb.ANSWER, response)
    with transaction.atomic():
        _writable(response)
        file = responses.attachment(response, number)
        if file is None or file.reply.user_id != by.user:
            raise Hidden
        ledger.record(by=by, verb=Verb.ANSWER, thing=response, before={"file": file.name})
        file.delete()


def submit(response: Response, *, by: Actor) -> Response:
    """Submit for the body; all that is lacking is said at once. Raises ``Rejected``."""
    RESPONSES.require(by, Verb.SUBMIT, response)
    with transaction.atomic():
        kept = _writable(response)
        found = list(_lacking(kept))
        if found:
            raise Rejected(found)
        _change(kept, by, ResponseState.SENT)
    return kept


def reopen(response: Response, *, by: Actor) -> Response:
    """Take back what was submitted, to change it, before it closes. Raises ``Rejected``."""
    RESPONSES.require(by, Verb.SUBMIT, response)
    with transaction.atomic():
        kept = _locked(response)
        if kept.state != ResponseState.SENT:
            raise Rejected([mistake(Mistake.NOT_SENT, "")])
        if clock.now() >= kept.closes:
            raise Rejected([mistake(Mistake.CLOSED, "")])
        _change(kept, by, ResponseState.OPEN)
    return kept


def _lacking(response: Response) -> Iterator[Problem]:
    asked = versions.questions(response.version)
    told = [said for _, said in responses.replies(response)]
    body = {question.key: tallies.settled(question.key, told) for question in asked}
    if all(one.standing is Standing.NOT_ANSWERED for one in body.values()):
        yield mistake(Mistake.NOTHING, "")
    values = {key: one.value for key, one in body.items() if one.standing is Standing.GIVEN}
    verdicts = showing.verdicts(asked, values)
    yield from answers.lacking([one for one in asked if verdicts[one.key] is Verdict.YES], body)


def _change(response: Response, by: Actor, state: ResponseState) -> None:
    before = response.state
    response.state = state
    response.sent = clock.now() if state is ResponseState.SENT else None
    response.save(update_fields=["state", "sent"])
    ledger.record(
        by=by,
        verb=Verb.SUBMIT,
        thing=response,
        before={"state": before},
        after={"state": state.value},
    )


def _writable(response: Response) -> Response:
    """The response under a lock, if its body can still write. Raises ``Rejected``."""
    kept = _locked(response)
    if kept.state == ResponseState.SENT:
        raise Rejected([mistake(Mistake.SENT, "")])
    if clock.now() >= kept.closes:
        raise Rejected([mistake(Mistake.CLOSED, "")])
    return kept


def _locked(response: Response) -> Response:
    rows = Response.objects.select_for_update(of=("self",)).select_related("version__sheet", "body")
    return rows.get(pk=response.pk)


def _own(response: Response, by: Actor) -> Reply:
    """The row of what somebody says; the response is locked, so that there is one."""
    if by.user is None:
        raise Hidden
    row, _ = Reply.objects.get_or_create(
        response=response,
        user_id=by.user,
        defaults={"name": by.name[:200]},
    )
    return row
