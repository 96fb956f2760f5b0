"""``tsunagu rooms``: what each room adds to the site."""

from __future__ import annotations

import click

from tsunagu import rooms
from tsunagu.kernel.tables import Column, Columns
from tsunagu.kernel.terminal import SHAPES, print_table
from tsunagu.rooms import Room


def _pages(room: Room) -> list[str]:
    """The addresses of its pages."""
    patterns = rooms.resolve(f"{room.urls}:urlpatterns") if room.urls else []
    return [f"/{pattern.pattern}" for pattern in patterns]


def _endpoints(room: Room) -> list[str]:
    """The addresses of its endpoints."""
    paths = rooms.resolve(room.router).path_operations if room.router else []
    return [f"/api/v1{path}" for path in paths]


def _commands(room: Room) -> list[str]:
    return [command.name for command in room.commands]


COLUMNS: Columns[Room] = Columns(
    Column("key", "キー", "Key", lambda room: room.key),
    Column("name_ja", "名前", "Name", lambda room: room.name.ja),
    Column("name_en", "英語の名前", "English name", lambda room: room.name.en),
    Column("section", "区分", "Section", lambda room: room.section and room.section.value),
    Column("pages", "ページ", "Pages", lambda room: ";".join(_pages(room))),
    Column("endpoints", "API", "Endpoints", lambda room: ";".join(_endpoints(room))),
    Column("commands", "コマンド", "Commands", lambda room: ";".join(_commands(room))),
)


@click.command("rooms")
@click.option("--format", "shape", type=SHAPES, default="table", show_default=True)
def list_rooms(shape: str) -> None:
    """List the rooms with their pages, endpoints and commands."""
    print_table(COLUMNS.keyed("rooms", rooms.ROOMS), shape)
