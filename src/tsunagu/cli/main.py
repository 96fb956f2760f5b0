"""The ``tsunagu`` command. Commands live in their rooms and are loaded only when they are called."""

from __future__ import annotations

import atexit
import os
import signal
import sys
from typing import Any

import click
from click.exceptions import NoSuchCommand
from click.shell_completion import CompletionItem

from tsunagu import rooms
from tsunagu.cli import rights
from tsunagu.cli.commands import commands
from tsunagu.operation.supervisor import follow_parent
from tsunagu.rooms import Needs

# What is done before a command of this need, where it was not done yet.
_FIRST = {Needs.TABLES: "tsunagu.cli.prepare:tables_once", Needs.PREPARED: "tsunagu.cli.prepare:prepare_once"}


class _LazyGroup(click.Group):
    """Imports a command's module when the command is called, so that --help stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(commands())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        command = commands().get(cmd_name)
        if command is None:
            return None
        runs = not (ctx.resilient_parsing or {"--help", "-h"} & set(sys.argv))  # the shell may only want to complete
        start(command.needs if runs else Needs.NOTHING)
        if runs and command.needs in _FIRST:
            rooms.resolve(_FIRST[command.needs])(lambda text: click.echo(text, err=True))
        loaded: click.Command = rooms.resolve(command.place)
        return rights.guarded(command, loaded) if runs else loaded

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in commands() and not ctx.resilient_parsing:
            raise NoSuchCommand(args[0], possibilities=commands(), ctx=ctx)
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The commands that begin so; none is loaded for it."""
        begun = [command for name, command in commands().items() if name.startswith(incomplete)]
        return [CompletionItem(command.name, help=command.help) for command in begun]

    def invoke(self, ctx: click.Context) -> Any:
        try:
            _require_text(sys.argv)
            return super().invoke(ctx)
        except BrokenPipeError:
            raise  # who reads along has seen enough: click ends quietly
        except Exception as error:
            if told := _told(error):
                raise click.ClickException(told) from error
            raise

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(command.name, command.help) for command in commands().values()])


def _require_text(words: list[str]) -> None:
    """Raise UnicodeEncodeError for what is no text, which would else be found out deep inside, or never."""
    "".join(words).encode()


def _told(error: Exception) -> str:
    """What whoever typed a command can do about an error; empty where it is a bug."""
    if isinstance(error, UnicodeDecodeError | UnicodeEncodeError):
        return f"Some bytes are not text in UTF-8 ({error.reason}). Save the file, or type the command, in UTF-8."
    if isinstance(error, OSError):
        return str(error)
    # Classes of Django and the driver are not imported for this: --help must not load them.
    kinds = {kind.__name__ for kind in type(error).__mro__}
    if "Hidden" in kinds:
        return "There is nothing of this kind that you may see."
    if "Forbidden" in kinds:
        return f"You may not do this: {error}."
    if "ImproperlyConfigured" in kinds:
        return str(error)
    if "OperationalError" in kinds:
        why = next(iter(str(error).splitlines()), "")
        return f"The database does not answer ({why}). Check that its server runs, and DATABASE_URL where it is set."
    if "ProgrammingError" in kinds and "does not exist" in str(error):
        return "The database has no tables of this version yet. Run `tsunagu migrate`, then `tsunagu prepare`."
    return ""


def start(needs: Needs = Needs.DATABASE) -> None:
    """Make Django ready, with the database running unless only help is wanted."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tsunagu.settings")
    follow_parent()
    if needs is not Needs.NOTHING:
        _connect(needs)
    import django
    from django.db import connections

    django.setup()

    def close() -> None:
        for connection in connections.all(initialized_only=True):
            connection.close()
            if hasattr(connection, "close_pool"):
                connection.close_pool()

    # Runs before the database is left (the other way round from registering),
    # since its pool would complain about the server going away.
    atexit.register(close)


def _connect(needs: Needs) -> None:
    from tsunagu.database import DatabaseUnavailable, Role, connect_url

    # A terminated command must still leave the database, which happens at exit.
    for wish in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(wish, lambda number, _: sys.exit(128 + number))
    owner = needs is Needs.OWNER
    try:
        connect_url(Role.OWNER if owner else Role.APPLICATION)
    except DatabaseUnavailable as error:
        raise click.ClickException(str(error)) from error
    if owner:
        os.environ.setdefault("TSUNAGU_STATEMENT_SECONDS", "0")  # changing a table may take its time


def _color() -> bool | None:
    """No bold and no color where nobody wants them; none: as click decides."""
    unwanted = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return False if unwanted else None


_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 110, "color": _color()}


@click.group(cls=_LazyGroup, context_settings=_CONTEXT)
@click.version_option(package_name="tsunagu")
def main() -> None:
    """Tsunagu (繋ぐ): every ministry's support programs for universities, regions and companies on one map.

    \b
    Start the site:        tsunagu serve
    From a want:           tsunagu search 運転手のいないバスを町で走らせたい
    May we apply?          tsunagu may-apply --as university --with city
    Whom do we call?       tsunagu catalog contacts --format csv
    """


if __name__ == "__main__":
    main()
