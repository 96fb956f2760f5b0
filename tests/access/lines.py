"""Lines of the ledger for tests."""

from __future__ import annotations

from typing import Any

from tsunagu.access import ledger
from tsunagu.access.actors import Actor, terminal
from tsunagu.access.models import Entry
from tsunagu.feedback import rights  # noqa: F401 (the table of what lines tell of)
from tsunagu.feedback.enums import Verb
from tsunagu.feedback.models import Message


def thing(number: int = 9) -> Message:
    """Something that was done something to."""
    return Message(pk=number, text="誤りがあります。")


def line(by: Actor | None = None, number: int = 9, verb: Any = Verb.REMOVE, **more: Any) -> Entry:
    """A line of the ledger."""
    written = ledger.record(by=by or terminal("root"), verb=verb, thing=thing(number), **more)
    return Entry.objects.select_related("detail").get(pk=written)
