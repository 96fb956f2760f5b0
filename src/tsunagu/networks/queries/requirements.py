"""Whether a network has what its program asks of such networks, as far as records tell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from tsunagu.kernel import clock
from tsunagu.kernel.conditions import Checked, Line, Verdict, check
from tsunagu.kernel.tables import Column, Columns
from tsunagu.networks.models import Requirement
from tsunagu.networks.queries.directory import cited
from tsunagu.networks.queries.one import Shown
from tsunagu.networks.rules import requirements as rules


def _of(line: Line[Any]) -> Requirement:
    """What is asked; each leaf is made of one."""
    return cast("Requirement", line.leaf.source)


def _verdict(line: Line[Requirement]) -> Verdict:
    return line.verdict or Verdict.UNKNOWN


REQUIREMENTS = Columns[Line[Any]](
    Column("requirement", "要件", "Requirement", lambda line: _of(line).key),
    Column("name", "名称", "Name", lambda line: _of(line).display_name),
    Column("verdict", "記録からの判定", "As records tell", lambda line: _verdict(line).value),
    Column("document", "資料", "Document", lambda line: cited(_of(line))),
    Column("printed", "資料の記載", "As printed", lambda line: _of(line).printed),
)


def asked(kind: str) -> Sequence[Requirement]:
    """What is asked of networks of a kind, in the order of the document."""
    return list(Requirement.objects.filter(kind=kind))


def checked(shown: Shown) -> Checked[Requirement] | None:
    """How a network comes out, at the time at which it is looked at; none where nothing is asked of its kind."""
    every = asked(shown.network.kind)
    if not every:
        return None
    speaks = any(one.span.holds(shown.moment.last) for one in shown.coordinators)
    sides = {side for side, _ in shown.sides}
    facts = rules.known(every, sides=sides, coordinated=speaks, plan=shown.network.plan)
    return check(rules.condition(every), facts, clock.today())
