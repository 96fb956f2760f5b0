"""Who imports whom: the contracts hold for the house, and break for a room that nobody has built yet."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.source import PACKAGES, PROJECT, SOURCE, contracts

# A room that nobody placed, and modules put anywhere: path and what is added to it.
BAD_HOUSE = {
    "garden/__init__.py": "",
    "garden/rules.py": "import ibis\nimport time\nimport django\nfrom tsunagu.catalog.models import Program\n",
    "garden/enums.py": "from tsunagu.kernel import tables\n",
    "garden/workflow.py": "import tsunagu.web.views\n",
    "garden/queries.py": "from tsunagu.garden import views\n",
    "garden/views.py": "import ninja\nfrom tsunagu import database\nfrom tsunagu import rooms\n",
    "garden/drawer.py": "",
    "catalog/drawer.py": "",
    "search/drawer.py": "",
    "rooms.py": "import tsunagu.catalog.enums\n",
    "search/words.py": "import tsunagu.organizations.enums\n",
    "strengths/drawer.py": "",
    "strengths/doors/drawer.py": "",
    "access/drawer.py": "",
    "jobs/drawer.py": "",
    "jobs/models.py": "import tsunagu.jobs.actions\n",
    "mail/drawer.py": "",
    "mail/models.py": "import tsunagu.mail.carriers\n",
    "accounts/drawer.py": "",
    "strengths/tables.py": "import django\nimport tsunagu.search.words\n",
    "web/drawer.py": "import tsunagu.catalog.enums\n",
    "database/drawer.py": "",
    "database/folders.py": "import tsunagu.database.embedded\n",
    "database/backup.py": "import tsunagu.database.restore\n",
    "operation/drawer.py": "",
    "operation/disk.py": "import tsunagu.operation.logs\n",
    "web/front/drawer.py": "",
    "organizations/drawer.py": "",
    "governance/drawer.py": "",
    "indicators/drawer.py": "",
    "networks/drawer.py": "",
    "kernel/drawer.py": "",
    "kernel/money.py": "import tsunagu.kernel.fields\n",
    "kernel/paging.py": "import tsunagu.catalog.enums\n",
}
# What import-linter says of it, by the contract's name.
BROKEN = {
    "Floors: a room imports from itself and from lower floors": [
        "- tsunagu.garden",
        "tsunagu.search is not allowed to import tsunagu.organizations:",
        "tsunagu.rooms is not allowed to import tsunagu.catalog:",
        "tsunagu.kernel is not allowed to import tsunagu.catalog:",
    ],
    "Shelves: imports inside a room go down": [
        "- tsunagu.garden.drawer",
        "tsunagu.garden.queries is not allowed to import tsunagu.garden.views:",
    ],
    "Shelves of the catalog: imports go down": ["- tsunagu.catalog.drawer"],
    "Shelves of the search: imports go down": ["- tsunagu.search.drawer"],
    "Shelves of access: imports go down": ["- tsunagu.access.drawer"],
    "Shelves of the jobs: imports go down": [
        "- tsunagu.jobs.drawer",
        "tsunagu.jobs.models is not allowed to import tsunagu.jobs.actions:",
    ],
    "Shelves of the mail: imports go down": [
        "- tsunagu.mail.drawer",
        "tsunagu.mail.models is not allowed to import tsunagu.mail.carriers:",
    ],
    "Shelves of organizations: imports go down": ["- tsunagu.organizations.drawer"],
    "Shelves of governance: imports go down": ["- tsunagu.governance.drawer"],
    "Shelves of indicators: imports go down": ["- tsunagu.indicators.drawer"],
    "Shelves of networks: imports go down": ["- tsunagu.networks.drawer"],
    "Shelves of accounts: imports go down": ["- tsunagu.accounts.drawer"],
    "Shelves of strengths: imports go down": ["- tsunagu.strengths.drawer"],
    "Doors of strengths: imports go down": ["- tsunagu.strengths.doors.drawer"],
    "Shelves of the doors: imports go down": ["- tsunagu.web.drawer"],
    "The front: what puts a request through its order stands upon the single steps": ["- tsunagu.web.front.drawer"],
    "Database: imports go down": [
        "- tsunagu.database.drawer",
        "tsunagu.database.folders is not allowed to import tsunagu.database.embedded:",
        "tsunagu.database.backup is not allowed to import tsunagu.database.restore:",
    ],
    "Operation: each module stands by itself, but the supervisor": [
        "- tsunagu.operation.drawer",
        "tsunagu.operation.disk is not allowed to import tsunagu.operation.logs:",
    ],
    "Kernel: what knows Django or files stands upon what is pure": [
        "- tsunagu.kernel.drawer",
        "tsunagu.kernel.money is not allowed to import tsunagu.kernel.fields:",
    ],
    "Rules, words and workflows are pure: no Django, no engine, no clock, no file, no network": [
        "tsunagu.garden.rules is not allowed to import ibis:",
        "tsunagu.garden.rules is not allowed to import django:",
        "tsunagu.garden.rules is not allowed to import time:",
        "tsunagu.garden.enums is not allowed to import pyarrow:",
        "tsunagu.garden.workflow is not allowed to import django:",
        "tsunagu.kernel.money is not allowed to import django:",
    ],
    "Another room's tables are reached through its queries and actions": [
        "tsunagu.garden.rules is not allowed to import tsunagu.catalog.models.",
    ],
    "Doors know no room: each one announces itself in tsunagu.rooms": [
        "tsunagu.web is not allowed to import tsunagu.catalog:",
    ],
    "The list of rooms, settings, operation and database are for doors": [
        "- tsunagu.garden.views -> tsunagu.database (l.2)",
        "- tsunagu.garden.views -> tsunagu.rooms (l.3)",
    ],
    "django-ninja only in modules named api": ["- tsunagu.garden.views -> ninja (l.1)"],
    "Ibis, DuckDB and Spark only in strengths": ["- tsunagu.garden.rules -> ibis (l.1)"],
    "Strengths are a library: no Django, save in their doors": [
        "tsunagu.strengths.tables is not allowed to import django:"
    ],
    "Strengths are a library: no other room but the kernel, save in their doors": [
        "tsunagu.strengths.tables is not allowed to import tsunagu.search:"
    ],
}
GOOD_ROOM = {
    "garden/__init__.py": "",
    "garden/views.py": "from tsunagu.garden import actions, queries\n",
    "garden/actions.py": "from tsunagu.garden import queries, rules\n",
    "garden/queries.py": "from tsunagu.garden import models\nfrom tsunagu.organizations import queries\n",
    "garden/models.py": "from django.db import models\nfrom tsunagu.garden import enums\n",
    "garden/rules.py": "from tsunagu.garden import enums\n",
    "garden/enums.py": "from tsunagu.kernel.labels import Labeled\n",
}


def _lint(config: Path, sources: Path) -> str:
    result = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo", "--config", config],
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(sources), "COLUMNS": "300"},
        capture_output=True,
        text=True,
        check=False,
    )
    return result.stdout + result.stderr


def _house_with(folder: Path, additions: dict[str, str]) -> Path:
    """A copy of the sources with modules added, or lines added to modules."""
    shutil.copytree(SOURCE, folder / "tsunagu", ignore=_all_but_python)
    for name, lines in additions.items():
        path = folder / "tsunagu" / name
        path.parent.mkdir(exist_ok=True)
        with path.open("a") as file:
            file.write(lines)
    return folder


def _all_but_python(folder: str, names: list[str]) -> set[str]:
    return {name for name in names if not name.endswith(".py") and not Path(folder, name).is_dir()}


@pytest.fixture(scope="module")
def complaints(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What import-linter says of the bad house."""
    return _lint(PROJECT / "pyproject.toml", _house_with(tmp_path_factory.mktemp("bad-house"), BAD_HOUSE))


def test_all_contracts_hold_for_the_house():
    report = _lint(PROJECT / "pyproject.toml", SOURCE.parent)
    assert f"Contracts: {len(contracts())} kept, 0 broken." in report, report


def test_every_contract_has_an_example_that_breaks_it():
    assert [contract["name"] for contract in contracts()] == list(BROKEN)


@pytest.mark.parametrize("name", BROKEN)
def test_a_contract_breaks_where_it_should(complaints: str, name: str):
    sections = re.split(r"\n([^\n]+)\n-+\n", complaints)
    said = dict(zip(sections[1::2], sections[2::2], strict=True))
    assert [line for line in BROKEN[name] if line not in said[name]] == []


def test_a_new_room_on_the_usual_shelves_needs_nothing_but_its_floor(tmp_path):
    text = (PROJECT / "pyproject.toml").read_text()
    config = tmp_path / "pyproject.toml"
    config.write_text(text.replace('    "catalog",\n', '    "garden",\n    "catalog",\n', 1))
    report = _lint(config, _house_with(tmp_path / "src", GOOD_ROOM))
    assert f"Contracts: {len(contracts())} kept, 0 broken." in report, report


def test_every_package_of_the_house_has_shelves_that_are_said_in_full():
    layered = [contract for contract in contracts() if contract["type"] in {"layers", "shelves"}]
    assert [contract["name"] for contract in layered if not contract.get("exhaustive")] == []
    [shared] = [set(contract["besides"]) for contract in layered if contract["type"] == "shelves"]
    own = {name for contract in layered if contract["type"] == "layers" for name in contract["containers"]}
    packages = {f"tsunagu.{package.name}" for package in PACKAGES}
    assert shared == own & packages


def test_the_pure_half_of_the_kernel_is_guarded_in_full():
    [kernel] = [contract for contract in contracts() if contract.get("containers") == ["tsunagu.kernel"]]
    [pure] = [contract for contract in contracts() if "tsunagu.**.rules" in contract.get("source_modules", ())]
    lower = kernel["layers"][-1].split(" : ")
    assert {f"tsunagu.kernel.{name}" for name in lower} == {name for name in pure["source_modules"] if "**" not in name}
