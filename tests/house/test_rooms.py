"""What a room announces: every string leads somewhere, and a record alone brings a room to all doors."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.template.loader import get_template
from django.urls import reverse

from tsunagu import rooms
from tsunagu.cli.main import commands
from tsunagu.cli.rooms import list_rooms

PROJECT = Path(__file__).resolve().parents[2]


def _listed(shape: str) -> str:
    result = CliRunner().invoke(list_rooms, ["--format", shape])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_rooms_are_listed_with_what_they_add():
    rows = list(csv.DictReader(io.StringIO(_listed("csv"))))
    assert list(rows[0]) == ["key", "name_ja", "name_en", "section", "pages", "endpoints", "commands"]
    assert [row["key"] for row in rows] == [room.key for room in rooms.ROOMS]
    catalog = next(row for row in rows if row["key"] == "catalog")
    assert catalog["section"] == "find"
    assert catalog["pages"].split(";")[:2] == ["/programs/", "/programs/<slug:key>/"]
    assert catalog["endpoints"].split(";")[:2] == ["/api/v1/programs", "/api/v1/programs/{key}"]
    assert catalog["commands"].split(";") == ["search", "may-apply", "catalog", "sources"]


def test_rooms_are_listed_as_json_and_as_a_table():
    assert [row["name_ja"] for row in json.loads(_listed("json"))] == [room.name.ja for room in rooms.ROOMS]
    assert len(_listed("table").splitlines()) == len(rooms.ROOMS)


@pytest.mark.parametrize("room", rooms.ROOMS, ids=lambda room: room.key)
def test_everything_a_room_names_is_there(room: rooms.Room):
    places = [
        room.router,
        room.load,
        room.beside,
        room.warm,
        room.desk,
        room.tick,
        room.rights,
        room.irreplaceable,
        room.portrait,
        room.citing,
        room.things,
        room.home and room.home.shows,
    ]
    assert all(rooms.resolve(place) for place in places if place)
    for template in [room.search_box, room.home and room.home.template, room.home and room.home.opening]:
        assert not template or get_template(template)
    assert all(reverse(page.view) for page in room.pages)


def test_no_two_rooms_announce_the_same():
    assert len({room.key for room in rooms.ROOMS}) == len(rooms.ROOMS)
    announced = [command.name for room in rooms.ROOMS for command in room.commands]
    own = {"serve", "migrate", "prepare", "notice", "backup", "restore", "database", "openapi", "check", "rooms"}
    own |= {"load", "permissions"}
    assert len(announced) == len(set(announced))
    assert set(commands()) == {*announced, *own}


# A made-up room: files of its own and one record --------------------------------------------------------------------

GARDEN = {
    "__init__.py": '"""庭: a room for a test."""\n',
    "apps.py": "from django.apps import AppConfig\n\nclass GardenConfig(AppConfig):\n    name = 'garden'\n",
    "urls.py": """
from django.shortcuts import render
from django.urls import path

app_name = "garden"
urlpatterns = [path("garden/", lambda request: render(request, "garden/trees.html"), name="trees")]
""",
    "api.py": """
from ninja import Router

from tsunagu.kernel.problems import Unavailable

router = Router()

@router.get("/trees")
def trees(request) -> list[str]:
    return ["梅"]

@router.get("/fruit")
def fruit(request) -> list[str]:
    raise Unavailable("nothing is ripe")
""",
    "cli.py": """
import click

@click.command("water")
def water():
    click.echo("watered")
""",
    "templates/garden/trees.html": """{% extends "frame.html" %}
{% block main %}<h1>{% trans "木の一覧" %}</h1><p>{{ 0.5|percent }}</p>{% endblock %}
""",
    "static/garden/garden.css": ".tree { color: green; }\n",
    "locale/en/LC_MESSAGES/django.po": 'msgid "木の一覧"\nmsgstr "All trees"\n',
}
RECORD = """
import sys
from tsunagu import rooms
from tsunagu.kernel.labels import Label

rooms.ROOMS = (*rooms.ROOMS, rooms.Room(
    key="garden",
    name=Label("庭", "Garden"),
    app="garden",
    section=rooms.Section.PLAN,
    pages=(rooms.Page(view="garden:trees", label=Label("木", "Trees"), footer=True),),
    urls="garden.urls",
    router="garden.api:router",
    commands=(
        rooms.Command(
            name="water", place="garden.cli:water", help="Water.", needs=rooms.Needs.NOTHING, everybody=True
        ),
    ),
    style="garden/garden.css",
))
"""
VISIT = """
import json
from tsunagu.cli.main import start

start(rooms.Needs.NOTHING)
from django.core.management import call_command
from django.test import Client

call_command("collectstatic", verbosity=0, interactive=False)
client = Client(headers={"host": "localhost"})
page, trees, fruit = (client.get(path) for path in ("/en/garden/", "/api/v1/trees", "/api/v1/fruit"))
print(json.dumps({
    "page": page.content.decode(),
    "trees": trees.json(),
    "fruit": [fruit.status_code, fruit["Retry-After"]],
}))
"""
COMMAND = "from tsunagu.cli.main import main\nmain(sys.argv[1:])\n"


@pytest.fixture
def garden(tmp_path: Path) -> Path:
    """A folder with a room that the house does not have."""
    for name, text in GARDEN.items():
        path = tmp_path / "garden" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def _with_garden(folder: Path, code: str, *arguments: str) -> str:
    result = subprocess.run(
        [sys.executable, "-c", RECORD + code, *arguments],
        env={
            "PYTHONPATH": f"{PROJECT / 'src'}:{folder}",
            "TSUNAGU_VAR": str(folder / "var"),
            "TSUNAGU_SECRET_KEY": "x" * 50,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.mark.long
def test_a_record_brings_a_room_to_the_pages_and_the_api(garden: Path):
    said = json.loads(_with_garden(garden, VISIT))
    header = said["page"][said["page"].index("<header") : said["page"].index("</header>")]
    footer = said["page"][said["page"].index("<footer") :]
    assert 'href="/en/garden/" aria-current="true"' in header
    assert 'href="/en/garden/" aria-current="page"' in header
    assert 'href="/en/garden/"' in footer
    assert "<h1>All trees</h1><p>50.0%</p>" in said["page"]
    assert "garden/garden." in said["page"]
    assert said["trees"] == ["梅"]
    assert said["fruit"] == [503, "20"]


@pytest.mark.long
def test_a_record_brings_a_room_to_the_terminal(garden: Path):
    assert re.search(r"^  water +Water\.$", _with_garden(garden, COMMAND, "--help"), re.MULTILINE)
    assert _with_garden(garden, COMMAND, "water") == "watered\n"
    [*_, last] = _with_garden(garden, COMMAND, "rooms", "--format", "csv").splitlines()
    assert last == "garden,庭,Garden,plan,/garden/,/api/v1/trees;/api/v1/fruit,water"
