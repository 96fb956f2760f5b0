"""What no import shows: a clock, a file, a terminal in pure modules; a module named in a string past the contracts."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.house.source import MODULES, SOURCE, contracts, module_name, place, tree

CLOCKS = {"localdate", "localtime", "now", "today", "utcnow"}
DEVICES = {"breakpoint", "eval", "exec", "input", "open", "print"}
METHODS_OF_FILES = {"read_bytes", "read_text", "write_bytes", "write_text"}
RESOLVERS = {"__import__", "get_model", "import_module", "import_string"}
# What assembles the rooms may name them in strings.
ASSEMBLY = {"cli.commands", "cli.serve", "groundwork", "jobs.worker", "procedures", "rooms", "settings"}
NAMED_MODULE = re.compile(r"tsunagu\.(?P<room>[a-z_]+)[.:]")


# Clocks and files -----------------------------------------------------------------------------------------------------


def _pure_names() -> re.Pattern[str]:
    """The modules that a contract of pyproject.toml calls pure."""
    [names] = [
        contract["source_modules"]
        for contract in contracts()
        if "tsunagu.**.rules" in contract.get("source_modules", ())
    ]
    patterns = (re.escape(name).replace(r"\*\*\.", r"(?:\w+\.)+") for name in names)
    return re.compile(rf"(?:{'|'.join(patterns)})(?:\.|$)")


def impurities(module: ast.Module) -> Iterator[ast.expr]:
    """Where a module asks the clock, or reads or writes something."""
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute) and node.attr in CLOCKS | METHODS_OF_FILES:
            yield node
        if isinstance(node, ast.Name) and node.id in CLOCKS | DEVICES:
            yield node


@pytest.mark.long
def test_pure_modules_have_no_clock_and_no_device():
    names = _pure_names()
    pure = [path for path in MODULES if names.match(module_name(path))]
    assert {SOURCE / "catalog" / "rules" / "states.py", SOURCE / "kernel" / "money.py"} <= set(pure)
    assert [place(path, node) for path in pure for node in impurities(tree(path))] == []


@pytest.mark.parametrize(
    "name",
    ["tsunagu.calls.rules", "tsunagu.calls.rules.deadlines", "tsunagu.calls.doors.enums", "tsunagu.kernel.years"],
)
def test_a_module_is_pure_by_its_name(name: str):
    assert _pure_names().match(name)


@pytest.mark.parametrize("name", ["tsunagu.calls.views", "tsunagu.calls.rules_of_old", "tsunagu.kernel.tables"])
def test_another_module_may_know_the_clock(name: str):
    assert not _pure_names().match(name)


@pytest.mark.parametrize(
    "line",
    [
        "closed = deadline < datetime.date.today()",
        "asked: datetime = field(default_factory=timezone.now)",
        "text = open('rules.toml').read()",
        "text = Path('rules.toml').read_text()",
        "print(points)",
    ],
)
def test_a_clock_or_a_device_is_seen(line: str):
    assert len(list(impurities(ast.parse(line)))) == 1


# Modules named in strings ---------------------------------------------------------------------------------------------


def smuggled(module: ast.Module, name: str) -> Iterator[ast.expr]:
    """Where a module names one of another room in a string, or resolves a name that is not written there."""
    room = name.split(".")[1]
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if any(named["room"] != room for named in NAMED_MODULE.finditer(node.value)):
                yield node
        elif isinstance(node, ast.Call) and _called(node) in RESOLVERS and not _says_its_room(node, room):
            yield node


def _called(call: ast.Call) -> str:
    return getattr(call.func, "id", None) or getattr(call.func, "attr", "")


def _says_its_room(call: ast.Call, room: str) -> bool:
    """Whether the text that is resolved begins with the caller's own room."""
    first = call.args[0] if call.args else None
    if isinstance(first, ast.JoinedStr):
        first = first.values[0]
    text = first.value if isinstance(first, ast.Constant) else ""
    return str(text).startswith(f"tsunagu.{room}.")


@pytest.mark.long
def test_no_room_is_reached_by_a_string():
    rooms = [path for path in MODULES if module_name(path).removeprefix("tsunagu.") not in {*ASSEMBLY, "tsunagu"}]
    assert len(rooms) > 150
    assert [place(path, node) for path in rooms for node in smuggled(tree(path), module_name(path))] == []


def test_what_assembles_the_rooms_names_some():
    paths = {module_name(path).removeprefix("tsunagu."): path for path in MODULES}
    there = ASSEMBLY & paths.keys()
    assert {name for name in there if not list(smuggled(tree(paths[name]), f"tsunagu.{name}"))} == set()


@pytest.mark.parametrize(
    "line",
    [
        "import_module('tsunagu.catalog.models')",
        "importlib.import_module(f'tsunagu.{room}.models')",
        "import_module(place)",
        "import_string('tsunagu.catalog.queries.choices')",
        "apps.get_model('catalog', 'Program')",
        "COMMAND = 'tsunagu.catalog.cli:search'",
    ],
)
def test_a_smuggled_module_is_seen(line: str):
    assert len({node.lineno for node in smuggled(ast.parse(line), "tsunagu.calls.queries")}) == 1


@pytest.mark.parametrize(
    "line", ["import_module(f'tsunagu.calls.views.{module}')", "name = 'tsunagu.calls'", "'tsunagu.settings'"]
)
def test_a_room_may_load_its_own_modules_late(line: str):
    assert list(smuggled(ast.parse(line), "tsunagu.calls.urls")) == []
