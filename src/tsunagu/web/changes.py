"""Every change of what everybody may see leaves a mark in the database, whoever makes it, in the same transaction.

Statement by statement a trigger of the database does it, so an import, a script and a person in psql are all seen. Two
that write at once never wait for each other: each leaves a row of its own, and the rows together are the version.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection

from tsunagu import rooms
from tsunagu.web.models import Change

CHANNEL = "web_change"
MOST = 1000  # marks, beyond which all but a new one are forgotten at the next start
_TRIGGER = "note_change"
_MAKE = """
CREATE TRIGGER {trigger} AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION web_note_change()
"""
_WATCHED = "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = %s"
# With the time, since after a restore numbers come back that meant something else.
_VERSION = "SELECT count(*), max(id), max(at)::text FROM web_change"


def version(database: Any) -> str:
    """The version of what a database holds. database: a connection of psycopg."""
    return str(database.execute(_VERSION).fetchone())


def watch(**_: Any) -> None:
    """Have every table of what everybody may see watched; run after each migration."""
    with connection.cursor() as cursor:
        cursor.execute(_WATCHED, [_TRIGGER])
        watched = {name for (name,) in cursor.fetchall()}
        there = set(connection.introspection.table_names(cursor))
        for table in sorted((set(tables()) & there) - watched):
            cursor.execute(_MAKE.format(trigger=_TRIGGER, table=connection.ops.quote_name(table)))
    _forget()


def tables() -> Iterator[str]:
    """The tables of all rooms but those whose rows no page for everybody shows."""
    for room in rooms.ROOMS:
        models = apps.get_app_config(_label(room)).get_models()
        yield from (model._meta.db_table for model in models if model.__name__ not in room.private)


def _label(room: rooms.Room) -> str:
    return room.app.rpartition(".")[2]


def _forget() -> None:
    """Forget old marks. The new one has a number that no version had before."""
    if Change.objects.count() > MOST:
        newest = Change.objects.create()
        Change.objects.filter(pk__lt=newest.pk).delete()
