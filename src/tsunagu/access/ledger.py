"""A line of the ledger, written in the transaction of the action that it tells of: both are kept, or neither."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import Model

from tsunagu.access import rights, rules
from tsunagu.access.actors import Actor, Post
from tsunagu.kernel.labels import Labeled

Facts = Mapping[str, Any]
LONGEST_NAME = 200

# One statement, since most of what a line costs is the way to the database and back.
_WRITE = """
WITH line AS (
    INSERT INTO access_entry
        (actor, role, organization, membership, instead_of, verb, kind, thing, request, digests)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
    RETURNING id
)
INSERT INTO access_detail (entry_id, parts) SELECT id, %s FROM line RETURNING entry_id
"""


def record(
    *,
    by: Actor,
    verb: Labeled,
    thing: Model,
    before: Facts | None = None,
    after: Facts | None = None,
    reason: str = "",
    post: Post | None = None,
) -> int:
    """Write that somebody did something to a thing, and give the number of the line.

    To be called inside the action's transaction; what is deleted is recorded before. before, after: the facts that
    changed, as small values that JSON can hold. post: in which post somebody acts, where their rights do not say it.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a line of the ledger is written in the transaction of its action")
    told = _told(by, thing, reason) | _facts("before", before) | _facts("after", after)
    parts = dict(_parts(told))
    columns = _plain(by, verb, thing, post)
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [*columns, rules.digests(parts), json.dumps(parts)])
        (number,) = cursor.fetchone()
    return int(number)


def _plain(by: Actor, verb: Labeled, thing: Model, post: Post | None) -> Iterator[Any]:
    """What of a line holds no text of anybody's, in the order of the columns."""
    held = post or _post(by, verb, thing)
    role = held.role if held else by.alone[-1]
    yield from (by.user, str(role))
    yield from (held.organization, held.membership, held.instead_of) if held else (None, None, None)
    yield from (str(verb), thing._meta.label, str(thing.pk), by.request)


def _post(by: Actor, verb: Labeled, thing: Model) -> Post | None:
    table = rights.table(thing._meta.label)
    held = table.acting(by, verb, thing) if table else None
    return held or (by.posts[0] if len(by.posts) == 1 else None)


def _told(by: Actor, thing: Model, reason: str) -> dict[str, Any]:
    names = {"actor": by.name, "thing": str(thing)[:LONGEST_NAME]}
    return {**names, "reason": reason} if reason else names


def _facts(side: str, facts: Facts | None) -> dict[str, Any]:
    return {f"{side}.{name}": value for name, value in (facts or {}).items()}


def _parts(told: Facts) -> Iterator[tuple[str, str]]:
    """What of a line can be blanked, part by part, each behind a salt of its own."""
    for name, value in told.items():
        yield name, rules.salted(secrets.token_hex(rules.SALT // 2), _written(value))


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), cls=DjangoJSONEncoder)
