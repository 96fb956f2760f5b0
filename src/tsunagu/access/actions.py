"""The one write of the ledger beside its lines: personal data in it are blanked on request."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from tsunagu.access import ledger, rules
from tsunagu.access.actors import Actor
from tsunagu.access.enums import Verb
from tsunagu.access.models import BLANKED, Detail, Entry
from tsunagu.access.rights import LEDGER
from tsunagu.kernel.problems import Problem, Rejected


def blank(*, by: Actor, number: int, parts: Collection[str], reason: str) -> None:
    """Take parts of a line away for good, with their salts; that this was done is a line of its own.

    The chain still holds, since it is over the digests. Raises ``Rejected``.
    """
    entry = Entry.objects.filter(pk=number).first()
    if entry is None:
        raise Rejected([Problem("unknown", "there is no such line", str(number))])
    LEDGER.require(by, Verb.BLANK, entry)
    with transaction.atomic():
        detail = Detail.objects.select_for_update().get(pk=number)
        if problems := list(_problems(entry, detail, parts, reason)):
            raise Rejected(problems)
        detail.parts = {name: part for name, part in detail.parts.items() if name not in parts}
        detail.save(update_fields=["parts"])
        told = {"parts": sorted(parts)}
        ledger.record(by=by, verb=Verb.BLANK, thing=entry, after=told, reason=reason)


def _problems(entry: Entry, detail: Detail, parts: Collection[str], reason: str) -> list[Problem]:
    problems = []
    if not parts:
        problems.append(Problem("empty", f"name the parts to blank: {', '.join(sorted(detail.parts))}", "parts"))
    if not reason.strip():
        problems.append(Problem("empty", "say why: who asked for it, and when", "reason"))
    if entry.verb == BLANKED and "after.parts" in parts:
        problems.append(Problem("needed", "what a line of blanking names stays, since the chain is checked by it"))
    for name in sorted(set(parts) - detail.parts.keys()):
        gone = name in rules.held(entry.digests)
        problems.append(Problem("unknown", "is blanked already" if gone else "is no part of this line", name))
    return problems
