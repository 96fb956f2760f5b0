"""Every address, method and role, with what is expected: from the resolver, the promises and the tables of rights."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from django.urls import LocalePrefixPattern, URLResolver, get_resolver

from tsunagu import rooms
from tsunagu.access import matrix
from tsunagu.access.matrix import CELLS, Cell
from tsunagu.access.rights import Rights
from tsunagu.cli.commands import commands
from tsunagu.kernel import policies
from tsunagu.kernel.policies import Policy
from tsunagu.web.addresses import Pattern, declared

__all__ = ["CELLS", "addresses", "asked", "cells", "held", "tables"]


def cells() -> Iterator[Cell]:
    """Every cell: those of the addresses, then those of the commands."""
    for address, promise in addresses():
        yield from matrix.of_address(address, promise)
    known = tables()
    for command, verb in _commands():
        yield matrix.of_command(command, verb, known)


def addresses(patterns: Iterable[Pattern] | None = None) -> Iterator[tuple[str, Policy]]:
    """Every address with its promise, once: in English it stands below /en/ as well."""
    for pattern in patterns or get_resolver().url_patterns:
        inside = [pattern]
        if isinstance(pattern, URLResolver) and isinstance(pattern.pattern, LocalePrefixPattern):
            inside = pattern.url_patterns
        yield from ((f"/{route}", promise or policies.STRICTEST) for route, promise in declared(inside))


def tables() -> list[Rights]:
    """The tables of rights of all rooms."""
    announced = (rooms.resolve(room.rights) for room in rooms.ROOMS if room.rights)
    return list(chain.from_iterable(announced))


def held() -> Iterator[tuple[str, ...]]:
    """Each right: verb, what it is, role, condition."""
    for right in chain.from_iterable(table.rows for table in tables()):
        for role in right.roles:
            yield str(right.verb), right.verb.en, role.value, right.condition.name


def asked() -> Iterator[tuple[str, ...]]:
    """What asks for a right: address or command, method, verb."""
    for address, promise in addresses():
        if promise.right:
            for method in ("GET", "POST") if promise.most_sent else ("GET",):
                yield f"`{address}`", method, str(promise.right.verb(method))
    yield from ((f"`tsunagu {command}`", "terminal", verb) for command, verb in _commands() if verb)


def _commands() -> Iterator[tuple[str, str]]:
    """Every command with its verb, and those below it that have another; empty where none is asked for."""
    for command in commands().values():
        yield command.name, command.verb
        yield from ((f"{command.name} {name}", verb) for name, verb in command.below)
