"""The one write of the ledger beside its lines: personal data in it are blanked on request."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from tsunagu.access import ledger, rules
from tsunagu.access.actors import Actor
from tsunagu.access.enums import Verb
from tsunagu.access.models import BLANKED, Detail, Entry
from tsunagu.access.rights import LEDGER
from tsunagu.kernel.labels import in_row
from tsunagu.kernel.problems import Problem, Rejected


def blank(*, by: Actor, number: int, parts: Collection[str], reason: str) -> None:
    """Take parts of a line away for good, with their salts; that this was done is a line of its own.

    The chain still holds, since it is over the digests. Raises ``Rejected``.
    """
    entry = Entry.objects.filter(pk=number).first()
    if entry is None:
        raise Rejected([Problem("unknown", _("この番号の行はありません。"), str(number))])
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
        problems.append(
            Problem(
                "empty",
                _("消去する部分を指定してください：%(parts)s") % {"parts": in_row(sorted(detail.parts))},
                "parts",
            )
        )
    if not reason.strip():
        problems.append(Problem("empty", _("理由（誰が、いつ申し出たか）を書いてください。"), "reason"))
    if entry.verb == BLANKED and "after.parts" in parts:
        problems.append(Problem("needed", _("消去の行が何を消したかは残ります。鎖の検証に使うためです。")))
    for name in sorted(set(parts) - detail.parts.keys()):
        gone = name in rules.held(entry.digests)
        problems.append(
            Problem("unknown", _("すでに消去されています。") if gone else _("この行に、その部分はありません。"), name)
        )
    return problems
