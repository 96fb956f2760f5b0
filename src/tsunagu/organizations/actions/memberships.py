"""Who joins a network, and who leaves: for the room of networks, which asks for the right and writes the ledger."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction

from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.kernel.spans import Span
from tsunagu.organizations.actions.checking import refuse, unfit
from tsunagu.organizations.enums import TieKind
from tsunagu.organizations.models import Organization, Tie
from tsunagu.organizations.rules import days


def join(
    body: Organization,
    network: Organization,
    *,
    part: str = "",
    role: str = "",
    since: date | None = None,
    note: str = "",
) -> Tie:
    """Make a body a member of a network. Raises ``Rejected`` where it is one already, or cannot be one."""
    if body.pk == network.pk:
        raise Rejected([Problem("itself", "a network is no member of itself", "body")])
    if Tie.objects.filter(body=body, of=network, valid_to__isnull=True).exclude(kind=TieKind.HOST).exists():
        raise Rejected([Problem("twice", "this body is a member already", "body")])
    tie = Tie(body=body, of=network, kind=TieKind.MEMBER, part=part, role=role, valid_from=since, note=note)
    return _kept(tie)


def change(tie: Tie, span: Span, *, part: str, role: str, note: str) -> Tie:
    """Write what its people say of a membership; from then on no file writes over it. Raises ``Rejected``.

    A first day that a document prints stays: by it the file knows the membership again.
    """
    refuse(days.problems(span, where="until"))
    if tie.document and tie.valid_from and span.first != tie.valid_from:
        raise Rejected([Problem("printed", "the day stands in the document", "since")])
    tie.part, tie.role, tie.note = part, role, note
    tie.valid_from, tie.valid_to, tie.filed = span.first, span.last, False
    return _kept(tie)


def _kept(tie: Tie) -> Tie:
    refuse(unfit(tie))
    try:
        with transaction.atomic():
            tie.save()
    except IntegrityError as error:
        raise Rejected([Problem("twice", "this membership is there already", "since")]) from error
    return tie


def leave(tie: Tie, last: date) -> Tie:
    """End a membership with its last day; from then on no file writes over it. Raises ``Rejected``."""
    refuse(days.problems(Span(tie.valid_from, last), where="last"))
    tie.valid_to, tie.filed = last, False
    tie.save(update_fields=["valid_to", "filed"])
    return tie
