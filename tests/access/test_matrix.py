"""The matrix of the site is what was written by hand in expected.csv, and what real requests are answered.

expected.csv has a line for each verb, kind of door, role and condition. Whoever adds a right writes it there by hand,
from what the room is to do and not from its table.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client

from tests.access.doors import MIDDLEWARE, at_the_door, in_role
from tests.access.scenes import MAKERS
from tsunagu.access import matrix
from tsunagu.access.actors import Actor
from tsunagu.access.enums import Role
from tsunagu.access.matrix import Cell
from tsunagu.cli.matrix import addresses, cells, tables
from tsunagu.cli.permissions import permissions
from tsunagu.kernel.policies import Policy

EXPECTED = list(csv.DictReader(Path(__file__).with_name("expected.csv").read_text().splitlines()))
STATUS = {"allowed": {200, 302, 422}, "404": {404}, "403": {403}, "sign-in": {302, 401}}


def private() -> list[tuple[str, Policy]]:
    """The private addresses of the site."""
    return [(address, promise) for address, promise in addresses() if promise.right]


def door(cell: Cell) -> str:
    if cell.method == "terminal":
        return "terminal"
    return "one" if "<" in cell.address else "list"


def as_written(cell: Cell) -> tuple[str, ...]:
    return (cell.verb, door(cell), cell.role.value, cell.condition, cell.expected.value)


def test_every_private_cell_is_expected_by_hand_and_nothing_else_is():
    generated = {as_written(cell) for cell in cells() if cell.verb != "everybody"}
    assert generated == {tuple(row.values()) for row in EXPECTED}


# Asked by the action alone, behind the door at which a claim is decided.
WAITING = {"organizations.recognize"}
# Verbs of the accounts: at their doors it is asked who signed in, and for the post itself the action asks.
WAITING |= {
    f"accounts.{name}"
    for name in (
        "confirm",
        "approve",
        "end",
        "delegate",
        "issue-token",
        "revoke-token",
        "add-domain",
        "remove-domain",
        "hand-over",
    )
}


def test_every_verb_of_every_table_is_asked_for_at_some_door():
    used = {cell.verb for cell in cells()}
    assert {str(right.verb) for table in tables() for right in table.rows} - used == WAITING


def test_the_command_prints_every_cell_without_a_blank():
    result = CliRunner().invoke(permissions, ["--format", "csv"])
    rows = list(csv.DictReader(result.stdout.splitlines()))
    assert list(rows[0]) == ["address", "method", "verb", "role", "condition", "expected"]
    assert len(rows) == len(list(cells())) > 500
    assert [row for row in rows if not all(row.values())] == []
    for address, _ in addresses():
        assert {row["role"] for row in rows if row["address"] == address} == {role.value for role in matrix.AT_THE_DOOR}


_EVERY_DAY = {Role.PROGRAM_OFFICER}
ROLES = [role if role in _EVERY_DAY else pytest.param(role, marks=pytest.mark.long) for role in matrix.AT_THE_DOOR]


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_real_requests_are_answered_as_the_cells_say(role: Role, static_files, settings):
    settings.MIDDLEWARE = MIDDLEWARE
    by = in_role(role)
    client, asked = at_the_door(by), 0
    for address, promise in private():
        for cell in _holding(by, address, promise):
            asked += 1
            status = _asked(client, cell, promise)
            assert status in STATUS[cell.expected.value], (cell, status)
    of_things = [address for address, promise in private() if promise.right.rights.of != "accounts.User"]
    assert asked >= len(of_things) > 0  # what is one's own is tried by people who signed in: tests/accounts


def _holding(by: Actor, address: str, promise: Policy) -> Iterator[Cell]:
    """Of the cells of an address the one of each method that holds for somebody and the thing of the scene."""
    own = promise.right.rights.of == "accounts.User"
    thing = MAKERS[promise.right.rights.of](1, 1, "x") if "<" in address and not own else None
    settled = set()
    for cell in matrix.of_address(address, promise):
        if cell.role is not _role(by) or cell.method in settled:
            continue
        if cell.condition == "anywhere" or (not own and _applies(cell, promise, by, thing)):
            settled.add(cell.method)
            yield cell


def _role(by: Actor) -> Role:
    """The role in which somebody comes: that of their post, else the most that they are without one."""
    return by.posts[0].role if by.posts else by.alone[-1]


def _applies(cell: Cell, promise: Policy, by: Actor, thing: Any) -> bool:
    if cell.condition == matrix.OTHERWISE or thing is None:
        return True
    name = cell.condition.removesuffix(", not to do it")
    return matrix.condition_named(promise.right.rights, name).test(by, cell.role, thing)


def _key(thing: Any) -> str:
    """The key in an address: of a thing, of whom a request is about, or of the call of an application."""
    application = getattr(thing, "application", thing)
    named = getattr(application, "call", getattr(thing, "person", thing))
    return str(getattr(named, "key", ""))


def _asked(client: Client, cell: Cell, promise: Policy) -> int:
    thing = MAKERS[promise.right.rights.of](1, 1, "x") if "<" in cell.address else None
    by_key = cell.address.replace("<slug:key>", _key(thing))
    path = re.sub(r"<[^>]+>", str(thing.pk if thing else ""), by_key)
    return (client.post(path) if cell.method == "POST" else client.get(path)).status_code
