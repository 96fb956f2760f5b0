"""The commands of ``tsunagu``: those of the house and those that rooms announce."""

from __future__ import annotations

from itertools import chain

from tsunagu import rooms
from tsunagu.rooms import Command, Needs

_SERVE = Command(
    name="serve",
    place="tsunagu.cli.serve:serve",
    help="Prepare the database and serve the site on this machine.",
    everybody=True,
)
_OF_THE_HOUSE = (
    Command(
        name="migrate",
        place="tsunagu.cli.prepare:migrate",
        help="Bring the tables up to this version.",
        needs=Needs.OWNER,
        everybody=True,
    ),
    Command(
        name="prepare",
        place="tsunagu.cli.prepare:prepare",
        help="Bring the data files into the database.",
        everybody=True,
    ),
    Command(
        name="load",
        place="tsunagu.cli.prepare:load",
        help="Load the text files under data/ into the database.",
        needs=Needs.TABLES,
        everybody=True,
    ),
    Command(
        name="notice",
        place="tsunagu.cli.notice:notice",
        help="Announce maintenance or a read-only time, and take it back.",
        needs=Needs.NOTHING,
        everybody=True,
    ),
    Command(
        name="backup",
        place="tsunagu.cli.backup:backup",
        help="Make a backup, check one, or make a key for it.",
        needs=Needs.NOTHING,
        everybody=True,
    ),
    Command(
        name="restore",
        place="tsunagu.cli.backup:restore",
        help="Bring back the database and files of a backup, also as of an instant.",
        needs=Needs.NOTHING,
        everybody=True,
    ),
    Command(
        name="database",
        place="tsunagu.cli.backup:database",
        help="Bring the embedded database to the version of PostgreSQL that Tsunagu brings.",
        needs=Needs.NOTHING,
        everybody=True,
    ),
    Command(name="openapi", place="tsunagu.api.cli:openapi", help="Write or check the OpenAPI file.", everybody=True),
    Command(
        name="permissions",
        place="tsunagu.cli.permissions:permissions",
        help="Who may do what at which address.",
        needs=Needs.NOTHING,
        everybody=True,
    ),
    Command(
        name="check",
        place="tsunagu.cli.check:check",
        help="Check migrations, generated files and the settings of a deployment.",
        everybody=True,
    ),
    Command(
        name="rooms",
        place="tsunagu.cli.rooms:list_rooms",
        help="List the rooms with their pages, endpoints and commands.",
        needs=Needs.NOTHING,
        everybody=True,
    ),
)


def commands() -> dict[str, Command]:
    """Every command by its name, in the order of --help."""
    of_rooms = chain.from_iterable(room.commands for room in rooms.ROOMS)
    return {command.name: command for command in (_SERVE, *of_rooms, *_OF_THE_HOUSE)}
