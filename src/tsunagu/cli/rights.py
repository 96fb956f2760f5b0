"""The right that a command asks for: looked at before anything of it runs. The operator in the terminal is an actor."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

import click

from tsunagu import rooms
from tsunagu.rooms import Command


def guarded(command: Command, loaded: click.Command) -> click.Command:
    """A command that asks for its right first, and each of its own commands for theirs.

    Raises a click.ClickException for a command that says neither a right nor that it asks for none.
    """
    if command.everybody == bool(command.verb):
        raise click.ClickException(f"`tsunagu {command.name}` does not say who may run it, so nobody may.")
    for verb, one in _with_verbs(command, loaded):
        if verb:
            _ask_first(one, verb)
    return loaded


def _with_verbs(command: Command, loaded: click.Command) -> Iterator[tuple[str, click.Command]]:
    """Those that do something, with their verbs: a group without a command of its own does nothing."""
    own = dict(command.below)
    if not isinstance(loaded, click.Group):
        yield command.verb, loaded
        return
    if loaded.invoke_without_command:
        yield command.verb, loaded
    for name, one in loaded.commands.items():
        yield own.get(name, command.verb), one


def _ask_first(command: click.Command, verb: str) -> None:
    run = command.callback

    def asking(*given: Any, **named: Any) -> Any:
        _require(verb)
        return run(*given, **named) if run else None

    if not hasattr(run, "asks"):
        asking.asks = verb  # type: ignore[attr-defined]
        command.callback = _as(run, asking)


def _gives(table: Any, by: Any, verb: str) -> bool:
    return any(right.verb == verb and by.roles.intersection(right.roles) for right in table.rows)


def _as(run: Any, asking: Callable[..., Any]) -> Callable[..., Any]:
    asking.__doc__ = getattr(run, "__doc__", "")
    return asking


def _require(verb: str) -> None:
    """End a command whose verb no table gives to the operator."""
    from tsunagu.access.terminal import operator

    by = operator()
    tables = chain.from_iterable(rooms.resolve(room.rights) for room in rooms.ROOMS if room.rights)
    if not any(_gives(table, by, verb) for table in tables):
        raise click.ClickException(f"The operator of this machine has no right to do this ({verb}).")
