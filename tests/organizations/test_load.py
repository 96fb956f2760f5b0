"""The text files are loaded whole or not at all, and again without a change."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.conf import settings

from tests.organizations.conftest import KEEPER
from tsunagu.kernel.problems import Rejected
from tsunagu.organizations import actions, files
from tsunagu.organizations.enums import NameKind
from tsunagu.organizations.models import Entry, Identifier, Name, Organization, Tie
from tsunagu.registers.enums import Scheme

pytestmark = pytest.mark.django_db


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the files, to change."""
    shutil.copytree(Path(settings.DATA) / "organizations", tmp_path / "organizations")
    return tmp_path


def _change(data: Path, name: str, old: str, new: str) -> None:
    path = data / "organizations" / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def _append(data: Path, name: str, text: str) -> None:
    with (data / "organizations" / name).open("a") as file:
        file.write(text)


def _rows() -> list[object]:
    by = ("organization__key", "kind", "text")
    names = list(Name.objects.order_by(*by).values_list(*by))
    return [list(Organization.objects.order_by("pk").values()), names, Tie.objects.count(), Entry.objects.count()]


def test_files_that_did_not_change_are_left_alone(data: Path):
    assert not actions.load(data).changed
    before = _rows()
    assert actions.load(data, force=True).changed
    assert _rows() == before


def test_a_folder_without_them_leaves_all_as_it_is(tmp_path: Path):
    assert not actions.load(tmp_path).changed
    assert Organization.objects.filter(filed=True).exists()


def test_a_changed_line_changes_its_body_and_keeps_its_number(data: Path):
    pk = Organization.objects.get(key="naoj").pk
    _change(data, "bodies.csv", "naoj,国立天文台", "naoj,見本天文台")
    _change(data, "listings.toml", '"国立天文台"', '"見本天文台"')
    assert actions.load(data).changed
    assert Organization.objects.get(pk=pk).name == "見本天文台"
    assert not Name.objects.filter(organization=pk, text="国立天文台").exists()


@pytest.mark.long
def test_what_somebody_wrote_here_stays(data: Path, ko: Organization):
    actions.add_name(ko, by=KEEPER, text="高知大", kind=NameKind.ALIAS)
    actions.add_number(ko, by=KEEPER, scheme=Scheme.HOUJIN, written="7000012050002")
    actions.load(data, force=True)
    assert ko.names.filter(text="高知大").exists()
    assert ko.identifiers.filter(scheme=Scheme.HOUJIN).exists()


@pytest.mark.long
def test_a_body_that_no_file_names_any_more_goes(data: Path):
    _change(data, "bodies.csv", "yamanashi-medical-university,", "renamed-medical-university,")
    _change(data, "successions.csv", "yamanashi-medical-university,", "renamed-medical-university,")
    actions.load(data)
    assert not Organization.objects.filter(key="yamanashi-medical-university").exists()


def test_a_body_in_use_does_not_go(data: Path, ko: Organization):
    person = actions.enter_person(by=KEEPER, key="hanako", name="見本 花子")
    gone = Organization.objects.get(key="yamanashi-medical-university")
    actions.appoint(person, gone, by=KEEPER, title="教授")
    _change(data, "bodies.csv", "yamanashi-medical-university,", "renamed-medical-university,")
    _change(data, "successions.csv", "yamanashi-medical-university,", "renamed-medical-university,")
    with pytest.raises(Rejected, match="keep its line, with valid_to"):
        actions.load(data)
    assert not Organization.objects.filter(key="renamed-medical-university").exists()


def test_a_number_that_another_body_holds_is_refused(data: Path, ko: Organization):
    Identifier.objects.filter(value="024exxj48").update(filed=False, organization=ko)
    with pytest.raises(Rejected, match="024exxj48 belongs to another body here"):
        actions.load(data, force=True)


WRONG = {
    "a key twice": ("bodies.csv", "naoj,国立天文台", "nins,国立天文台", {"twice", "unknown"}),
    "an unknown kind": ("bodies.csv", "naoj,国立天文台,inter-university", "naoj,国立天文台,club", {"line"}),
    "a wrong check digit": ("bodies.csv", "02kpeqv85", "02kpeqv86", {"check-digit"}),
    "a number twice": ("bodies.csv", "02kpeqv85", "057zh3y96", {"twice"}),
    "an unknown prefecture": (
        "bodies.csv",
        "naoj,国立天文台,inter-university,,13",
        "naoj,国立天文台,inter-university,,48",
        {"unknown"},
    ),
    "an end before the beginning": (
        "bodies.csv",
        "2005-04-01,2020-03-31",
        "2020-04-01,2005-03-31",
        {"backward"},
    ),
    "a day that is none": ("bodies.csv", "2005-04-01,2020-03-31", "2005-04-31,2020-03-31", {"line"}),
    "an unseen sign": ("bodies.csv", "naoj,国立天文台", "naoj,国立\u200b天文台", {"unseen", "unknown"}),
    "a name of 500 letters": ("bodies.csv", "naoj,国立天文台", f"naoj,{'あ' * 500}", {"too-long", "unknown"}),
    "a list that nobody knows": (
        "centers.csv",
        "joint-usage-national,hokudai-igm",
        "joint-usage,hokudai-igm",
        {"unknown"},
    ),
    "a host that nobody knows": (
        "centers.csv",
        "遺伝子病制御研究所,hokkaido-university",
        "遺伝子病制御研究所,nobody",
        {"unknown"},
    ),
    "a name that nobody bears": ("listings.toml", '"国立天文台"', '"国立天文臺"', {"unknown"}),
    "a word that no file has": ("counts.toml", "number = 65", 'number = 65\ncolor = "red"', {"file"}),
    "a text for a number": ("counts.toml", "number = 65", 'number = "65"', {"file"}),
    "broken text": ("people.toml", 'key = "', "key = ", {"file"}),
}


@pytest.mark.parametrize(("name", "old", "new", "codes"), WRONG.values(), ids=WRONG)
def test_a_mistake_is_found_and_nothing_is_changed(data: Path, name: str, old: str, new: str, codes: set[str]):
    before = _rows()
    _change(data, name, old, new)
    with pytest.raises(Rejected) as refused:
        actions.load(data)
    assert {problem.code for problem in refused.value.problems} == codes
    assert _rows() == before


def test_a_circle_in_the_files_is_found(data: Path):
    _append(
        data, "successions.csv", "tokyo-metropolitan-university,tokyo-metropolitan-university-2005,2021-04-01,rename,\n"
    )
    with pytest.raises(Rejected, match="in a circle: tokyo-metropolitan-university"):
        actions.load(data)


def test_a_file_in_another_encoding_is_said_by_name(data: Path):
    path = data / "organizations" / "bodies.csv"
    path.write_bytes(path.read_text().encode("cp932", errors="replace"))
    with pytest.raises(Rejected, match=r"bodies\.csv"):
        files.read(data)


def test_a_missing_file_is_said_by_name(data: Path):
    (data / "organizations" / "ties.csv").unlink()
    with pytest.raises(Rejected, match=r"ties\.csv"):
        actions.load(data)
