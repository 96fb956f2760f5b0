"""What somebody in a role can expect at an address, cell by cell, from its promise and its table of rights."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from tsunagu.access.enums import Expected, Role
from tsunagu.access.rights import ANYWHERE, Condition, Right, Rights
from tsunagu.kernel.labels import Labeled
from tsunagu.kernel.policies import Asking, Policy
from tsunagu.kernel.tables import Column, Columns

OTHERWISE = "otherwise"
"""The condition of a cell that holds where no other of the same role does."""

AT_THE_DOOR = tuple(role for role in Role if role not in {Role.TERMINAL, Role.SYSTEM})
"""The roles in which somebody can come to an address."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What is expected of one method of one address in one role under one condition."""

    address: str
    method: str
    verb: str
    role: Role
    condition: str
    expected: Expected


CELLS = Columns[Cell](
    Column("address", "アドレス", "Address", lambda cell: cell.address),
    Column("method", "方法", "Method", lambda cell: cell.method),
    Column("verb", "操作", "Verb", lambda cell: cell.verb),
    Column("role", "役割", "Role", lambda cell: cell.role.value),
    Column("condition", "条件", "Condition", lambda cell: cell.condition),
    Column("expected", "結果", "Expected", lambda cell: cell.expected.value),
)


def of_address(address: str, promise: Policy) -> Iterator[Cell]:
    """The cells of an address: each method that it takes, in each role."""
    methods = ("GET", "POST") if promise.most_sent else ("GET",)
    for method in methods:
        for role in AT_THE_DOOR:
            yield from _cells(address, method, role, promise)


def _cells(address: str, method: str, role: Role, promise: Policy) -> Iterator[Cell]:
    if promise.right is None:
        expected = Expected.ALLOWED if promise.is_open else Expected.MISSING
        yield Cell(address, method, "everybody", role, ANYWHERE.name, expected)
        return
    verb = promise.right.verb(method)
    for condition, expected in outcomes(promise.right, verb, role):
        yield Cell(address, method, str(verb), role, condition, expected)


def of_command(command: str, verb: str, tables: Iterable[Rights]) -> Cell:
    """The cell of a command, which the operator alone can type."""
    rows = chain.from_iterable(one.rows for one in tables)
    theirs = {right.verb for right in rows if not {Role.TERMINAL, Role.ANYBODY}.isdisjoint(right.roles)}
    allowed = not verb or verb in theirs
    expected = Expected.ALLOWED if allowed else Expected.FORBIDDEN
    return Cell(f"tsunagu {command}", "terminal", verb or "everybody", Role.TERMINAL, ANYWHERE.name, expected)


def outcomes(asking: Asking, verb: Labeled, role: Role) -> Iterator[tuple[str, Expected]]:
    """What is expected in a role under which condition; the last one holds where no other does."""
    doing = conditions(asking.rights, verb, role)
    yield from ((condition, Expected.ALLOWED) for condition in doing)
    if ANYWHERE.name in doing or (doing and not asking.one):
        return
    if role is Role.ANYBODY and not asking.one:
        yield ANYWHERE.name, Expected.SIGN_IN  # who may do it is found out there
        return
    seeing = conditions(asking.rights, asking.rights.see, role)
    if verb != asking.rights.see and ANYWHERE.name in seeing:
        yield OTHERWISE if doing else ANYWHERE.name, Expected.FORBIDDEN
        return
    yield from ((f"{condition}, not to do it", Expected.FORBIDDEN) for condition in seeing if condition not in doing)
    yield OTHERWISE if doing or seeing else ANYWHERE.name, Expected.MISSING


def conditions(rights: Rights, verb: Labeled, role: Role) -> list[str]:
    """The conditions under which a verb is a role's: also those of every reader, and of whoever signed in."""
    return list(dict.fromkeys(right.condition.name for right in rights.rows if _gives(right, verb, role)))


def _gives(right: Right, verb: Labeled, role: Role) -> bool:
    held = {Role.ANYBODY} if role is Role.ANYBODY else {role, Role.ANYBODY, Role.SIGNED_IN}
    return right.verb == verb and not held.isdisjoint(right.roles)


def condition_named(rights: Rights, name: str) -> Condition:
    """A condition of a table by its name."""
    return next(right.condition for right in rights.rows if right.condition.name == name)
