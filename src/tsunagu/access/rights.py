"""Rights as one declarative table: verb × role × condition.

Each room has its table in ``<room>/rights.py``. A condition has two faces, the test of one thing and the filter of
many; ``tests/access`` proves for every table that they agree. What a table does not say is denied.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import EnumType
from functools import reduce
from itertools import chain
from operator import or_
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from tsunagu.access.actors import Actor, Post
from tsunagu.access.enums import Fact, Role, Verb
from tsunagu.kernel.labels import Label, Labeled
from tsunagu.kernel.problems import Forbidden, Hidden

Row = TypeVar("Row", bound=Model)
Said = type[Labeled] | Callable[[str], str]
"""How values are said: the words of the field, or what gives a value in the language of the reader."""
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
    """The table of one kind of thing. of: its model, ``room.Model``. see: the verb without which it does not exist.

    history: the verb that also shows what the ledger says of a thing; without one, only readers of the ledger see that.
    facts: what its lines of the ledger tell of, in words. values: by such a fact, how its values are said.
    """

    of: str
    see: Labeled
    rows: tuple[Right, ...]
    history: Labeled | None = None
    facts: tuple[type[Labeled], ...] = ()
    values: Mapping[str, Said] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _tables[self.of] = self

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

    def require_any(self, by: Actor, verb: Labeled) -> None:
        """Raise ``Hidden`` for who may see no such thing at all, and ``Forbidden`` for who may do this to none."""
        if self.may_anywhere(by, verb):
            return
        if verb != self.see and self.may_anywhere(by, self.see):
            raise Forbidden(verb.label)
        raise Hidden

    def among(self, by: Actor, rows: QuerySet[Row], verb: Labeled | None = None) -> QuerySet[Row]:
        """Of these rows those to which somebody may do this; by default those that they may see."""
        held = self._held(by, verb or self.see)
        filters = [right.condition.filter(by, role) for right, role in held]
        return rows.filter(reduce(or_, filters, _NOTHING))

    def acting(self, by: Actor, verb: Labeled, thing: Model) -> Post | None:
        """In which of their posts somebody may do this: what the ledger keeps. None where it is no post's right.

        Where the thing is not any more as the right asks for, the first post whose role can have the right at all.
        """
        fitting = [post for post in by.posts if self.may(_in_post(by, post), verb, thing)]
        able = [post for post in by.posts if self.may_anywhere(_in_post(by, post), verb)]
        return next(iter([*fitting, *able]), None)

    def _held(self, by: Actor, verb: Labeled) -> Iterable[tuple[Right, Role]]:
        """The rows of a verb with each role in which they hold for somebody."""
        if by.scopes is not None and verb not in by.scopes:
            return
        for right in self.rows:
            if right.verb == verb:
                yield from ((right, role) for role in right.roles if role in by.roles)


_tables: dict[str, Rights] = {}


def table(of: str) -> Rights | None:
    """The table of a kind of thing, ``room.Model``, if it has one and its module was imported."""
    return _tables.get(of)


def verb_label(verb: str) -> str:
    """A verb in the language of the reader, as the tables have it; as it is written where none has it."""
    rows = chain.from_iterable(kept.rows for kept in _tables.values())
    return next((right.verb.label for right in rows if right.verb == verb), verb)


def fact_label(of: str, fact: str) -> str:
    """What a line of the ledger of a kind of thing tells of, in the language of the reader; else as it is written."""
    told: list[type[Labeled]] = [*_tables[of].facts, Fact] if of in _tables else [Fact]
    for words in told:
        for word in words:
            if word == fact:
                return word.label
    return fact


def value_label(of: str, fact: str, value: str) -> str:
    """A value of such a fact, in the language of the reader where it is one of the field's words; else as it is."""
    said: Any = _tables[of].values.get(fact, str) if of in _tables else str
    words: Any = said if isinstance(said, EnumType) else ()
    return _word(value, words) if words else str(said(value))


def either(*every: type[Labeled]) -> Callable[[str], str]:
    """How a value is said that may be a word of several lists: by the first one that has it."""

    def said(value: str) -> str:
        return _word(value, *every)

    return said


def _word(value: str, *every: type[Labeled]) -> str:
    return next((word.label for word in chain.from_iterable(every) if word == value), value)


def _in_post(by: Actor, post: Post) -> Actor:
    """Somebody in one of their posts alone."""
    return replace(by, posts=(post,), alone=())


LEDGER = Rights(
    of="access.Entry",
    see=Verb.READ,
    rows=(
        Right(Verb.READ, (Role.PLATFORM_ADMINISTRATOR, Role.TERMINAL)),
        Right(Verb.VERIFY, (Role.TERMINAL,)),
        Right(Verb.EXPORT, (Role.TERMINAL,)),
        Right(Verb.BLANK, (Role.TERMINAL,)),
    ),
)

TABLES = (LEDGER,)
