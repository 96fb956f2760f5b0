"""A review queue: pairs that wait for a person, in their order, and the two sides of one next to one another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from tsunagu.access.actors import Actor
from tsunagu.access.rights import Rights
from tsunagu.kernel.announced import Waiting
from tsunagu.kernel.labels import Label, Labeled, in_row
from tsunagu.kernel.tables import Column, Columns
from tsunagu.organizations.enums import MatchState, Verb
from tsunagu.organizations.rules.names import searchable
from tsunagu.registers import queries as registers

Pair = Any
"""A ``Match`` or a ``PersonMatch``."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which pairs. prefecture: of the body, two digits. Empty fields do not narrow."""

    register: Labeled | None = None
    prefecture: str = ""

    @property
    def address(self) -> dict[str, str]:
        """As an address says it."""
        asked = {"register": str(self.register or ""), "prefecture": self.prefecture}
        return {name: value for name, value in asked.items() if value}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is known of an entry and of what is here."""

    what: str
    entry: str
    here: str

    @property
    def same(self) -> str:
        """Said where both are the same as they are compared."""
        both = searchable(self.entry), searchable(self.here)
        return gettext("一致") if both[0] and both[0] == both[1] else ""


def compared(ja: str, en: str) -> Columns[Line]:
    """The columns of a comparison. ja, en: what the side of this site is called."""
    return Columns[Line](
        Column("what", "項目", "What", lambda line: line.what),
        Column("entry", "登録簿の記載", "In the register", lambda line: line.entry, show="as_written"),
        Column("here", ja, en, lambda line: line.here, show="as_written"),
        Column("same", "比較", "Compared", lambda line: line.same),
    )


def listed(name: Label, here: Label, registers: type[Labeled], reasons: type[Labeled]) -> Columns[Pair]:
    """The columns of a queue. name, here: what both sides are called."""
    cell = "organizations/cells/match.html"
    return Columns[Pair](
        Column("name", name.ja, name.en, lambda pair: pair.name, show=cell),
        Column("here", here.ja, here.en, lambda pair: pair.here, show="as_written"),
        Column("register", "登録簿", "Register", lambda pair: registers(pair.register).label),
        Column("points", "点", "Points", lambda pair: pair.points),
        Column("reasons", "理由", "Reasons", lambda pair: said(reasons, pair)),
    )


def said(reasons: type[Labeled], pair: Pair) -> str:
    """What speaks for and against a pair."""
    return in_row([reasons(reason).label for reason in pair.reasons])


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """One of the review queues. rows: the pairs with all that a page needs of them. page: the address of its list.

    title: what waits, with ``%(count)d``.
    """

    rights: Rights
    rows: Callable[[], QuerySet[Pair]]
    registers: type[Labeled]
    reasons: type[Labeled]
    listed: Columns[Pair]
    compared: Columns[Line]
    sides: Callable[[Pair], list[Line]]
    page: str
    title: Callable[[], str]

    def waiting(self, by: Actor, narrowed: Narrowed) -> QuerySet[Pair]:
        """The pairs that wait, what most speaks for first."""
        rows = self.rights.among(by, self.rows()).filter(state=MatchState.PROPOSED)
        if narrowed.register:
            rows = rows.filter(register=narrowed.register)
        return rows.filter(organization__prefecture=narrowed.prefecture) if narrowed.prefecture else rows

    def pair(self, number: int) -> Pair | None:
        """The pair with this number, if there is one; who may see it is asked at the door."""
        return self.rows().filter(pk=number).first()

    def following(self, by: Actor, narrowed: Narrowed, pair: Pair) -> Pair | None:
        """The pair that comes after this one, else the first one that waits; none where no other does."""
        others = self.waiting(by, narrowed).exclude(pk=pair.pk)
        later = Q(points__lt=pair.points) | Q(points=pair.points, pk__gt=pair.pk)
        return others.filter(later).first() or others.first()

    def decided(self, by: Actor, number: str) -> Pair | None:
        """The pair that was decided just before, as the address names it; none where nothing was decided of it."""
        if not number.isascii() or not number.isdecimal() or len(number) > 9:
            return None
        rows = self.rights.among(by, self.rows()).exclude(state=MatchState.PROPOSED)
        return rows.filter(pk=int(number)).first()

    def said(self, pair: Pair) -> str:
        """What speaks for and against a pair."""
        return said(self.reasons, pair)

    def desk(self, by: Actor) -> Iterator[Waiting]:
        """The pairs of each register that wait for somebody who may decide."""
        proposed = self.rows().filter(state=MatchState.PROPOSED)
        rows = self.rights.among(by, proposed, Verb.JOIN).order_by("register").values_list("register")
        for register, many in rows.annotate(many=Count("pk")):
            yield self._waiting(register, many)

    def _waiting(self, register: str, many: int) -> Waiting:
        last = registers.readings(register).first()
        return Waiting(
            title=self.title() % {"count": many},
            url=f"{reverse(self.page)}?register={register}",
            since=last.began if last else None,
            about=str(self.registers(register).label),
        )
