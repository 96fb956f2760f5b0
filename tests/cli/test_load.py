"""`tsunagu load` brings the files of all rooms in, or none."""

from __future__ import annotations

import json
import shutil

import pytest
from click.testing import CliRunner, Result
from django.conf import settings

from tests.catalog import snapshot
from tests.real_data import RealData
from tsunagu import rooms
from tsunagu.cli.main import main
from tsunagu.organizations.models import Organization

pytestmark = pytest.mark.django_db


@pytest.fixture
def django_db_setup(real_data: RealData) -> None:
    """The database of the next test: all real data."""
    real_data.use()


def _run(*arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(main, arguments)
    assert (result.exit_code, result.exception if code == 0 else None) == (code, None), result.output
    assert "Traceback" not in result.output
    return result


@pytest.mark.long
def test_says_of_every_room_what_changed():
    assert _run("load").stdout == "nothing new or changed\n"
    lines = _run("load", "--force").stdout.splitlines()
    assert [line.partition(":")[0] for line in lines] == [room.key for room in rooms.ROOMS if room.load]
    assert "catalog: 92 programs, 8 maps; 100 new or changed, 0 removed" in lines


@pytest.mark.long
def test_makes_changed_texts_findable(tmp_path):
    data = shutil.copytree(settings.DATA, tmp_path / "data")
    path = data / "catalog/programs/weather-education.toml"
    path.write_text(path.read_text().replace("keywords = [", 'keywords = ["ぴかぴか光線銃", ', 1))
    assert "1 new or changed" in _run("load", "--data", str(data)).stdout
    found = json.loads(_run("search", "光線銃", "--format", "json").stdout)["results"]
    assert [result["key"] for result in found][:1] == ["weather-education"]


@pytest.mark.long
def test_a_mistake_of_the_last_room_leaves_the_first_as_it_was(tmp_path):
    data = shutil.copytree(settings.DATA, tmp_path / "data")
    bodies = data / "organizations/bodies.csv"
    bodies.write_text(bodies.read_text().replace("Hokkaido University", "Another University"))
    with (data / "networks/networks.toml").open("a") as file:
        file.write("\n[[broken")
    assert "networks.toml:" in _run("load", "--data", str(data), code=1).stderr
    assert not Organization.objects.filter(name_en="Another University").exists()


def test_lists_every_mistake_with_its_file_and_changes_nothing(tmp_path):
    data = shutil.copytree(settings.DATA, tmp_path / "data")
    for name in ("programs/sip.toml", "maps/bio.toml"):
        with (data / "catalog" / name).open("a") as file:
            file.write("\n[[broken")
    before = snapshot.catalog()
    result = _run("load", "--data", str(data), code=1)
    assert "nothing was changed; 2 problems" in result.stderr
    assert "catalog/programs/sip.toml:" in result.stderr
    assert "catalog/maps/bio.toml:" in result.stderr
    assert snapshot.changed(before, snapshot.catalog()) == set()


@pytest.mark.long
def test_tells_which_editions_of_an_officer_it_kept(tmp_path):
    target = tmp_path / "map"
    _run("catalog", "export", "--format", "csv", "-o", str(target))
    (target / "contacts.csv").write_text(
        (target / "contacts.csv").read_text().replace("RoAD to the L4プロジェクト", "べつの名前")
    )
    _run("catalog", "import", str(target), "--year", "R4", "--publish")
    assert "kept the edition edited from a spreadsheet: maas 2022" in _run("load").stdout
    assert "kept" not in _run("load", "--force").stdout
    assert "べつの名前" not in _run("catalog", "contacts").stdout
