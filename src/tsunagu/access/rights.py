"""Rights as one declarative table: verb × role × condition.

Each room has its table in ``<room>/rights.py``. A condition has two faces, the test of one thing and the filter of
many; ``tests/access`` proves for every table that they agree. What a table does not say is denied.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from tsunagu.access.actors import Actor
from tsunagu.access.enums import Role
from tsunagu.kernel.labels import Label, Labeled
from tsunagu.kernel.problems import Forbidden, Hidden

Row = TypeVar("Row", bound=Model)
_NOTHING = Q(pk__in=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Under which condition a right holds, with its two faces.

    test: of one thing. filter: of many; never an empty ``Q()``, which vanishes when it is or-ed. Both are given the
    actor and the role under which the right is asked.
    """

    name: str
    label: Label
    test: Callable[[Actor, Role, Any], bool]
    filter: Callable[[Actor, Role], Q]


ANYWHERE = Condition(
    name="anywhere",
    label=Label("無条件", "Always"),
    test=lambda by, role, thing: True,
    filter=lambda by, role: Q(pk__isnull=False),
)


def within(path: str) -> Condition:
    """A right in the organization in which the role is held. path: from the thing to the number of an organization."""
    steps = path.split("__")

    def test(by: Actor, role: Role, thing: Any) -> bool:
        return reduce(getattr, steps, thing) in by.organizations([role])

    return Condition(
        name=f"within {path}",
        label=Label("所属する機関のもの", "Of one's own organization"),
        test=test,
        filter=lambda by, role: Q(**{f"{path}__in": by.organizations([role])}),
    )


def own(path: str) -> Condition:
    """A right in what is one's own. path: the field that holds the number of a user."""
    return Condition(
        name=f"own {path}",
        label=Label("本人のもの", "One's own"),
        test=lambda by, role, thing: by.user is not None and getattr(thing, path) == by.user,
        filter=lambda by, role: Q(**{path: by.user}) if by.user is not None else _NOTHING,
    )


@dataclass(frozen=True, slots=True)
class Right:
    """One row: these roles may do this, under this condition."""

    verb: Labeled
    roles: tuple[Role, ...]
    condition: Condition = ANYWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """The table of one kind of thing. of: its model, ``room.Model``. see: the verb without which it does not exist."""

    of: str
    see: Labeled
    rows: tuple[Right, ...]

    def may(self, by: Actor, verb: Labeled, thing: Model) -> bool:
        """Whether somebody may do this to a thing."""
        return any(right.condition.test(by, role, thing) for right, role in self._held(by, verb))

    def may_anywhere(self, by: Actor, verb: Labeled) -> bool:
        """Whether somebody may do this to any thing at all, by their roles."""
        return any(True for _ in self._held(by, verb))

    def require(self, by: Actor, verb: Labeled, thing: Model) -> None:
        """Raise ``Hidden`` for who may not even see a thing, and ``Forbidden`` for who may only see it."""
        if self.may(by, verb, thing):
            return
        if verb != self.see and self.may(by, self.see, thing):
            raise Forbidden(verb.label)
        raise Hidden

    def require_anywhere(self, by: Actor, verb: Labeled) -> None:
        """Raise ``Forbidden`` for who may do this to no thing at all: for what is made anew."""
        if not self.may_anywhere(by, verb):
            raise Forbidden(verb.label)

    def among(self, by: Actor, rows: QuerySet[Row], verb: Labeled | None = None) -> QuerySet[Row]:
        """Of these rows those to which somebody may do this; by default those that they may see."""
        filters = [right.condition.filter(by, role) for right, role in self._held(by, verb or self.see)]
        return rows.filter(reduce(or_, filters, _NOTHING))

    def _held(self, by: Actor, verb: Labeled) -> Iterable[tuple[Right, Role]]:
        """The rows of a verb with each role in which they hold for somebody."""
        if by.scopes is not None and verb not in by.scopes:
            return
        for right in self.rows:
            if right.verb == verb:
                yield from ((right, role) for role in right.roles if role in by.roles)
