"""Every read of the ledger but its verification."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import Any

from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from tsunagu.access import rights, rules
from tsunagu.access.actors import Actor
from tsunagu.access.enums import Role, Verb
from tsunagu.access.models import Entry, Head, Seal
from tsunagu.access.rights import LEDGER
from tsunagu.kernel.labels import Label, Labeled, in_row
from tsunagu.kernel.problems import Hidden
from tsunagu.kernel.tables import Column, Columns

MOST = 1000
BLANK = Label("（消去済み）", "(blanked)")
_BATCH = 2000
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")
_TRUTHS = {"True": Label("はい", "Yes"), "False": Label("いいえ", "No")}


@dataclass(frozen=True, slots=True)
class Told:
    """A line as it is read: what was blanked of it is said to be so."""

    entry: Entry
    parts: dict[str, Any]

    @classmethod
    def of(cls, entry: Entry) -> Told:
        """Read a line with its parts."""
        kept = {name: _value(part) for name, part in entry.detail.parts.items()}
        blanked = rules.held(entry.digests).keys() - kept.keys()
        return cls(entry, {**kept, **dict.fromkeys(sorted(blanked), str(BLANK))})

    @property
    def at(self) -> str:
        """The time in Japan."""
        return timezone.localtime(self.entry.at).isoformat(timespec="seconds")

    @property
    def minute(self) -> str:
        """The time in Japan as a reader takes it, to the minute."""
        return f"{timezone.localtime(self.entry.at):%Y-%m-%d %H:%M}"

    @property
    def actor(self) -> str:
        """The name of who acted."""
        return str(self.parts.get("actor", ""))

    @property
    def role(self) -> str:
        """In which role, in the language of the reader."""
        known = {role.value: role for role in Role}
        return known[self.entry.role].label if self.entry.role in known else self.entry.role

    @property
    def verb(self) -> str:
        """What was done, in the language of the reader."""
        return rights.verb_label(self.entry.verb)

    def facts(self, side: str) -> dict[str, Any]:
        """What was before, or after."""
        beginning = f"{side}."
        own = filter(lambda name: name.startswith(beginning), self.parts)
        return {name.removeprefix(beginning): self.parts[name] for name in own}

    @property
    def changes(self) -> list[tuple[str, Any, Any]]:
        """Each fact that changed, with what it was before and after, in the words of the reader."""
        before, after = self.facts("before"), self.facts("after")
        names = dict.fromkeys(chain(before, after))
        return [self._change(name, before.get(name), after.get(name)) for name in names]

    def _change(self, name: str, before: Any, after: Any) -> tuple[str, Any, Any]:
        kind = self.entry.kind
        return rights.fact_label(kind, name), worded(kind, name, before), worded(kind, name, after)


def worded(kind: str, name: str, value: Any) -> Any:
    """A value of a fact in the language of the reader: with the words of the field, an instant in Japan's time."""
    if isinstance(value, list):
        return in_row([str(worded(kind, name, one)) for one in value])
    if isinstance(value, bool):
        return str(_TRUTHS[str(value)])
    return _said(kind, name, value) if isinstance(value, str) else value


def _said(kind: str, name: str, value: str) -> str:
    """A text with the words of the field; an instant to the minute in Japan, whatever zone it was written in."""
    if _INSTANT.fullmatch(value):
        return f"{timezone.localtime(datetime.fromisoformat(value)):%Y-%m-%d %H:%M}"
    return str(_TRUTHS.get(value) or rights.value_label(kind, name, value))


def _value(part: str) -> Any:
    return json.loads(rules.value(part))


def _as_json(facts: dict[str, Any]) -> str:
    return json.dumps(facts, ensure_ascii=False) if facts else ""


def _changes(told: Told) -> str:
    """The changes in one line."""
    return " / ".join(f"{name}: {_shown(before)} → {_shown(after)}" for name, before, after in told.changes)


def _shown(value: Any) -> str:
    return "―" if value in (None, "") else str(value)


LINES = Columns[Told](
    Column("number", "番号", "Number", lambda told: told.entry.pk),
    Column("at", "日時", "Time", lambda told: told.at),
    Column("user", "利用者番号", "User", lambda told: told.entry.actor),
    Column("actor", "操作者", "Actor", lambda told: told.actor),
    Column("role", "役割", "Role", lambda told: told.entry.role),
    Column("organization", "機関番号", "Organization", lambda told: told.entry.organization),
    Column("instead_of", "代決の本人", "Instead of", lambda told: told.entry.instead_of),
    Column("verb", "操作", "Action", lambda told: told.entry.verb),
    Column("kind", "対象の種類", "Kind", lambda told: told.entry.kind),
    Column("thing", "対象番号", "Thing", lambda told: told.entry.thing),
    Column("name", "対象", "Name", lambda told: told.parts.get("thing", "")),
    Column("before", "変更前", "Before", lambda told: _as_json(told.facts("before"))),
    Column("after", "変更後", "After", lambda told: _as_json(told.facts("after"))),
    Column("reason", "理由", "Reason", lambda told: told.parts.get("reason", "")),
    Column("request", "要求番号", "Request", lambda told: told.entry.request),
)

HISTORY = Columns[Told](
    Column("at", "日時", "Time", lambda told: told.at, page=lambda told: told.minute),
    Column("actor", "操作者", "Actor", lambda told: told.actor),
    Column("role", "役割", "Role", lambda told: told.role),
    Column("verb", "操作", "Action", lambda told: told.verb),
    Column("changes", "変更", "Changes", _changes),
    Column("reason", "理由", "Reason", lambda told: told.parts.get("reason", "")),
)


def history(by: Actor, thing: Model, since: Labeled | None = None) -> list[Told]:
    """What was done to a thing, the newest first: nothing for who may not see that.

    since: the verb by which it comes into somebody's hands; what was done before the last time is left out.
    """
    if not may_see_history(by, thing):
        return []
    of_it = _lines().filter(kind=thing._meta.label, thing=str(thing.pk))
    if since and (last := of_it.filter(verb=since.value).order_by("-pk").first()):
        of_it = of_it.filter(pk__gte=last.pk)
    return [Told.of(entry) for entry in of_it.order_by("-pk")[:MOST]]


def may_see_history(by: Actor, thing: Model) -> bool:
    """Whether somebody may see what was done to a thing: readers of the ledger, and whom the thing's table names."""
    table = rights.table(thing._meta.label)
    if table and table.history and table.may(by, table.history, thing):
        return True
    return LEDGER.may_anywhere(by, Verb.READ)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which lines are wanted; what is empty narrows nothing."""

    kind: str = ""
    thing: str = ""
    verb: str = ""
    user: int | None = None
    since: date | None = None
    until: date | None = None
    limit: int = MOST


def lines(by: Actor, asked: Asked) -> list[Told]:
    """The newest lines that were asked for, the oldest of them first. Raises ``Hidden``."""
    if not LEDGER.may_anywhere(by, Verb.READ):
        raise Hidden
    newest = _lines().filter(**dict(_narrowing(asked))).order_by("-pk")[: asked.limit]
    return [Told.of(entry) for entry in reversed(newest)]


def _narrowing(asked: Asked) -> Iterator[tuple[str, Any]]:
    """What the columns of the wanted lines must be."""
    equal = {"kind": asked.kind, "thing": asked.thing, "verb": asked.verb}
    yield from ((column, value) for column, value in equal.items() if value)
    if asked.user is not None:
        yield "actor", asked.user
    if asked.since:
        yield "at__gte", _midnight(asked.since)
    if asked.until:
        yield "at__lt", _midnight(asked.until + timedelta(days=1))


def _lines() -> QuerySet[Entry]:
    return Entry.objects.select_related("detail")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), timezone.get_current_timezone())


@dataclass(frozen=True, slots=True)
class HeadOfDay:
    """The end of the chain on a day. over: whether the day is over, so that it stays."""

    day: date
    number: int
    hash: str
    over: bool


HEADS = Columns[HeadOfDay](
    Column("day", "日", "Day", lambda head: head.day.isoformat()),
    Column("number", "番号", "Number", lambda head: head.number),
    Column("hash", "先頭値", "Hash", lambda head: head.hash),
    Column("over", "確定", "Final", lambda head: head.over),
)


def head(day: date | None = None) -> HeadOfDay | None:
    """The last seal up to a day's end, or up to now; none where nothing was sealed yet."""
    seals = Seal.objects.order_by("-number")
    if day:
        seals = seals.filter(at__lt=_midnight(day + timedelta(days=1)))
    if not (last := seals.first()):
        return None
    sealed_on = timezone.localdate(last.at)
    is_kept = Head.objects.filter(day=sealed_on).exists()
    return HeadOfDay(sealed_on, last.number, bytes(last.hash).hex(), is_kept)


_EXPORT = """
SELECT json_build_object(
    'number', s.number, 'sealed', s.at, 'horizon', s.horizon, 'hash', encode(s.hash, 'hex'), 'entry', e.id, 'at', e.at,
    'xact', e.xact, 'actor', e.actor, 'role', e.role, 'organization', e.organization, 'membership', e.membership,
    'instead_of', e.instead_of, 'verb', e.verb, 'kind', e.kind, 'thing', e.thing, 'request', e.request,
    'digests', e.digests, 'parts', d.parts)::text
FROM access_seal s LEFT JOIN access_entry e ON e.id = s.entry_id LEFT JOIN access_detail d ON d.entry_id = e.id
WHERE s.at >= %s AND s.at < %s ORDER BY s.number
"""


def export(since: date, until: date) -> Iterator[str]:
    """The chain between two days as lines of JSON, with all that its hashes are made of."""
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(_EXPORT, [_midnight(since), _midnight(until + timedelta(days=1))])
        while rows := cursor.fetchmany(_BATCH):
            yield from (line for (line,) in rows)
