import shutil
from pathlib import Path

import pytest
from django.conf import settings

from tests.catalog import snapshot
from tests.catalog.cast import OPERATOR
from tsunagu.catalog.actions import import_edition, load, publish
from tsunagu.catalog.models import Box, Contact, Document, Map, Package, Program
from tsunagu.catalog.queries.editions import shown, whole
from tsunagu.catalog.sheets import tables
from tsunagu.kernel.problems import Rejected
from tsunagu.kernel.years import FiscalYear
from tsunagu.organizations.models import Office

pytestmark = pytest.mark.django_db
COI = "catalog/programs/coi-next.toml"
MAAS = "catalog/maps/maas.toml"
NEW = """
key = "new-one"
name = "新しい事業"
ministry = "mext"
kind = "grant"
stage = "both"
summary = "ためしの事業"
description = "ためしの事業"

[[alias]]
text = "新事業"
"""


@pytest.fixture
def data(tmp_path) -> Path:
    return Path(shutil.copytree(settings.DATA, tmp_path / "data"))


def _edit(data: Path, name: str, old: str, new: str) -> None:
    text = (data / name).read_text()
    assert old in text
    (data / name).write_text(text.replace(old, new, 1))


def _sheets(year: int) -> dict[str, list[list[str]]]:
    def text(cell) -> str:
        return "" if cell is None else str(cell).lower() if isinstance(cell, bool) else str(cell)

    return {
        table.name: [list(table.columns), *([text(cell) for cell in row] for row in table.rows)]
        for table in tables(whole(shown(FiscalYear(year))))
    }


def _maas() -> dict[str, list[list[str]]]:
    """The sheets with the rows of one map."""
    return {name: [rows[0], *(row for row in rows[1:] if row[0] == "maas")] for name, rows in _sheets(2022).items()}


def _publish(sheets: dict[str, list[list[str]]]) -> None:
    """Bring an edition of 2022 in and publish what differs."""
    publish(import_edition(sheets, FiscalYear(2022), by=OPERATOR).drafts, FiscalYear(2022), by=OPERATOR)


@pytest.mark.long
def test_a_second_load_changes_nothing(data):
    before = snapshot.catalog()
    report = load(data)
    assert (report.changed, report.removed, report.kept) == ([], [], [])
    assert (report.programs, report.maps) == (Program.objects.count(), Map.objects.count())
    assert snapshot.changed(before, snapshot.catalog()) == set()
    assert all(before[name] for name in ("Program", "Document", "Map", "Box", "Contact", "ContactPoint"))


@pytest.mark.long
def test_a_forced_load_writes_everything_anew_with_the_same_contents(data):
    def contents() -> list[tuple]:
        return [tuple(row) for table in tables(whole(shown(FiscalYear(2022)))) for row in table.rows]

    before, count = contents(), Program.objects.count()
    report = load(data, force=True)
    assert len(report.changed) == count + Map.objects.count()
    assert (contents(), Program.objects.count()) == (before, count)


@pytest.mark.long
def test_a_changed_file_replaces_its_program_and_no_other(data):
    _edit(data, COI, 'text = "共創の場形成支援"', 'text = "共創の場をつくる支援"')
    others = list(Program.objects.exclude(key="coi-next").order_by("pk").values())
    other_wants = list(
        Program.objects.exclude(key="coi-next").order_by("pk", "wants__pk").values("wants__pk", "wants__text")
    )
    program = Program.objects.get(key="coi-next")
    report = load(data)
    assert report.changed == ["coi-next"]
    assert list(Program.objects.exclude(key="coi-next").order_by("pk").values()) == others
    assert (
        list(Program.objects.exclude(key="coi-next").order_by("pk", "wants__pk").values("wants__pk", "wants__text"))
        == other_wants
    )
    after = Program.objects.get(key="coi-next")
    assert after.pk == program.pk
    texts = [alias.text for alias in after.aliases.all()]
    assert (texts.count("共創の場をつくる支援"), texts.count("共創の場形成支援")) == (1, 0)


@pytest.mark.long
def test_a_changed_map_is_replaced_and_no_other(data):
    _edit(data, MAAS, 'tel = "03-3501-1618"', 'tel = "03-0000-0000"')
    others = list(Contact.objects.exclude(map__key="maas").order_by("pk").values())
    assert load(data).changed == ["maas 2022"]
    assert list(Contact.objects.exclude(map__key="maas").order_by("pk").values()) == others
    [first, *_] = Contact.objects.filter(map__key="maas").order_by("order")
    assert [point.tel for point in first.points.all()] == ["03-0000-0000"]


@pytest.mark.long
def test_a_new_file_brings_a_program_and_taking_it_away_removes_it(data):
    before = snapshot.catalog()
    (data / "catalog/programs/new-one.toml").write_text(NEW)
    report = load(data)
    assert (report.changed, report.removed) == (["new-one"], [])
    assert [alias.text for alias in Program.objects.get(key="new-one").aliases.all()] == ["新事業"]
    (data / "catalog/programs/new-one.toml").unlink()
    report = load(data)
    assert (report.changed, report.removed) == ([], ["new-one"])
    assert snapshot.changed(before, snapshot.catalog()) == set()


@pytest.mark.long
def test_taking_a_map_away_removes_its_rows_and_the_offices_only_it_named(data):
    (data / MAAS).unlink()
    offices = Office.objects.count()
    assert load(data).removed == ["maas 2022"]
    assert Map.objects.filter(key="maas").count() == Box.objects.filter(map__key="maas").count() == 0
    assert 0 < Office.objects.count() < offices


@pytest.mark.long
def test_a_second_year_of_a_map_is_a_map_of_its_own(data):
    text = (data / MAAS).read_text().replace("fiscal_year = 2022", "fiscal_year = 2023")
    (data / "catalog/maps/maas-2023.toml").write_text(text)
    assert load(data).changed == ["maas 2023"]
    assert load(data).changed == []
    (data / "catalog/maps/maas-2023.toml").write_text(text.replace('tel = "03-3501-1618"', 'tel = "03-0000-0000"'))
    assert load(data).changed == ["maas 2023"]
    assert sorted(Map.objects.filter(key="maas").values_list("fiscal_year", flat=True)) == [2022, 2023]


def test_with_one_broken_file_nothing_is_changed(data):
    _edit(data, COI, 'text = "共創の場形成支援"', 'text = "共創の場をつくる支援"')
    _edit(data, MAAS, 'axis = "theme"', 'axis = "x"')
    before = snapshot.catalog()
    with pytest.raises(Rejected) as refused:
        load(data)
    assert [problem.where for problem in refused.value.problems] == [MAAS]
    assert snapshot.changed(before, snapshot.catalog()) == set()


@pytest.mark.long
def test_what_only_the_database_refuses_is_a_refusal_too_and_changes_nothing(data):
    _edit(data, COI, 'text = "共創の場形成支援"', f'text = "{"長" * 201}"')
    before = snapshot.catalog()
    with pytest.raises(Rejected) as refused:
        load(data)
    [problem] = refused.value.problems
    assert (problem.code, problem.where) == ("database", "coi-next")
    assert snapshot.changed(before, snapshot.catalog()) == set()


@pytest.mark.long
def test_a_map_that_an_officer_changed_is_kept(data):
    sheets = _maas()
    sheets["contacts"][1][2] = "役所で直した名前"
    _publish(sheets)
    before = _sheets(2022)
    _edit(data, MAAS, 'tel = "03-3501-1618"', 'tel = "03-0000-0000"')
    report = load(data)
    assert (report.kept, report.changed) == (["maas 2022"], ["maas 2022"])
    assert _sheets(2022) == before
    assert Contact.objects.filter(name="役所で直した名前").count() == 1


@pytest.mark.long
def test_a_map_that_came_back_from_an_officer_as_it_was_stays_the_files(data):
    assert import_edition(_maas(), FiscalYear(2022), by=OPERATOR).drafts == []
    _edit(data, MAAS, 'tel = "03-3501-1618"', 'tel = "03-0000-0000"')
    assert load(data).kept == []
    assert "03-0000-0000" in _sheets(2022)["contacts"][1]


@pytest.mark.long
def test_an_edition_that_an_officer_brought_in_is_replaced_when_forced(data):
    sheets = _sheets(2022)
    original = sheets["contacts"][1][2]
    sheets["contacts"][1][2] = "役所で直した名前"
    _publish(sheets)
    assert _sheets(2022)["contacts"][1][2] == "役所で直した名前"
    load(data, force=True)
    assert _sheets(2022)["contacts"][1][2] == original
    assert [edition.state for edition in Map.objects.filter(number__gt=0)] == ["withdrawn"]


@pytest.mark.long
def test_an_officers_edition_of_a_year_without_a_file_is_kept(data):
    sheets = _maas()
    sheets["contacts"][1][2] = "役所で直した名前"
    import_edition(sheets, FiscalYear(2023), by=OPERATOR)
    report = load(data)
    assert (report.removed, Map.objects.filter(fiscal_year=2023).count()) == ([], 1)


@pytest.mark.long
def test_a_program_that_an_officers_edition_names_cannot_be_taken_away(data):
    (data / "catalog/programs/new-one.toml").write_text(NEW)
    load(data)
    sheets = _maas()
    sheets["boxes"][1][1] = "new-one"
    import_edition(sheets, FiscalYear(2023), by=OPERATOR)
    before = snapshot.catalog()
    (data / "catalog/programs/new-one.toml").unlink()
    with pytest.raises(Rejected) as refused:
        load(data)
    [problem] = refused.value.problems
    assert (problem.code, problem.where) == ("still_named", "new-one")
    assert "地域活性化人材育成事業" in problem.message
    assert snapshot.changed(before, snapshot.catalog()) == set()


@pytest.mark.long
def test_taking_a_document_away_that_nothing_names_removes_it(data):
    with (data / "catalog/documents.toml").open("a") as file:
        file.write('\n[[document]]\nkey = "extra"\ntitle = "余分"\n')
    load(data)
    assert Document.objects.filter(key="extra").count() == 1
    shutil.copy(settings.DATA / "catalog/documents.toml", data / "catalog/documents.toml")
    load(data)
    assert Document.objects.filter(key="extra").count() == 0


@pytest.mark.long
def test_a_version_of_the_package_that_is_taken_away_goes(data):
    versions = Package.objects.count()
    with (data / "catalog/packages.toml").open("a") as file:
        file.write(
            '\n[[version]]\nkey = "draft"\nname = "案"\ndate = "2030-01"\n[[version.item]]\nprogram = "sip"\n'
            'name = "SIP"\n'
        )
    load(data)
    assert [item.name for item in Package.objects.get(key="draft").items.all()] == ["SIP"]
    shutil.copy(settings.DATA / "catalog/packages.toml", data / "catalog/packages.toml")
    load(data)
    assert Package.objects.count() == versions
