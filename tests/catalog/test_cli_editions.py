"""The editions of the maps in the terminal, from a draft to readers and back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.catalog.test_cli import _rows, _run
from tsunagu.kernel.tables import Table, to_csv

pytestmark = pytest.mark.django_db


def _bring_in_maas(folder: Path) -> Path:
    """The map of one theme, with another telephone number, as a draft of a new year."""
    _run("catalog", "export", "--format", "csv", "-o", str(folder))
    for name in ("maps", "boxes", "contacts"):
        path = folder / f"{name}.csv"
        head, *rows = _rows(path.read_text(encoding="utf-8-sig"))
        table = Table(name, head, [row for row in rows if row[0] == "maas"])
        path.write_text(to_csv(table).replace("03-3501-1618", "03-0000-0000"))
    _run("catalog", "import", str(folder), "--year", "R5", "--reason", "新しい資料による")
    return folder


def _editions() -> list[list[str]]:
    return [row for row in _rows(_run("catalog", "editions", "--format", "csv").stdout) if row[0] in ("map", "maas")]


@pytest.mark.long
def test_an_edition_goes_from_a_draft_to_readers_and_back(tmp_path):
    _bring_in_maas(tmp_path / "map")
    assert _editions() == [
        ["map", "year", "state", "rows"],
        ["maas", "2023", "draft", "16"],
        ["maas", "2022", "published", "16"],
    ]
    told = _rows(_run("catalog", "editions", "diff", "--year", "R5", "--format", "csv").stdout)
    assert ["contacts", "2", "tel_1", "changed", "03-3501-1618", "03-0000-0000"] in told
    shown = _run("catalog", "editions", "preview", "maas", "--year", "R5").stdout
    assert shown.startswith("地図 1\n  地図：maas\n  名前：MaaS・自動運転\n")
    assert "\n  電話1：03-0000-0000\n" in shown
    said = _run("catalog", "editions", "publish", "maas", "--year", "R5").stdout
    assert said.splitlines()[0] == "R5のmaasを公開しました。"
    assert "箱：出典が前の年度の資料のままの行が8行あります。" in said
    assert len(_rows(_run("catalog", "contacts", "--format", "csv").stdout)) == 81
    assert "03-0000-0000" in _run("catalog", "contacts").stdout
    assert (
        "maasは、R4の版に戻りました。"
        in _run("catalog", "editions", "withdraw", "maas", "--year", "R5", "--reason", "誤り").stdout
    )
    assert "03-0000-0000" not in _run("catalog", "contacts").stdout
    _run("catalog", "editions", "drop", "maas", "--year", "R5")
    assert _editions()[1:] == [["maas", "2022", "published", "16"]]
    log = _rows(_run("catalog", "editions", "log", "--format", "csv").stdout)
    assert [row[3] for row in log[1:]] == ["drop", "withdraw", "publish", "preview", "import"]
    assert log[-1][5] == "新しい資料による"


def test_a_draft_is_exported_when_it_is_asked_for(tmp_path):
    _bring_in_maas(tmp_path / "map")
    assert "その年度の地図はありません。" in _run("catalog", "export", "--year", "R5", code=1).stderr
    said = _run("catalog", "export", "--year", "R5", "--draft", "-o", str(tmp_path / "draft.xlsx")).stdout
    assert "地図 1、箱 8、連絡先 8" in said


def test_a_step_that_cannot_be_taken_is_a_clear_error_in_the_language_asked_for():
    for language, says in (("ja", "もしかして「maas」"), ("en", "did you mean “maas”?")):
        said = _run("catalog", "editions", "publish", "mas", "--year", "R5", "--language", language, code=1).stderr
        assert says in said
    assert "下書きがありません" in _run("catalog", "editions", "diff", "maas", "--year", "R5", code=1).stderr


@pytest.mark.long
def test_an_edition_exported_in_english_is_read_too(tmp_path):
    target = tmp_path / "map"
    _run("catalog", "export", "--format", "csv", "--language", "en", "-o", str(target))
    boxes = _rows((target / "boxes.csv").read_text(encoding="utf-8-sig"))
    assert (boxes[0][4], boxes[1][4]) == ("phase", "The university changes")
    assert _run("catalog", "import", str(target), "--year", "R4", "--dry-run").stdout == "違いはありません。\n"


@pytest.mark.long
def test_what_became_of_each_map_is_said(tmp_path):
    folder = _bring_in_maas(tmp_path / "map")
    again = _run("catalog", "import", str(folder), "--year", "R5").stderr
    assert "R5のmaasには、同じ内容の下書きがすでにあります。公開は tsunagu catalog editions publish maas" in again
    as_published = tmp_path / "as-published"
    _run("catalog", "export", "--format", "csv", "-o", str(as_published))
    said = _run("catalog", "import", str(as_published), "--year", "R4", "--dry-run").stderr
    assert "maas" in said
    assert "公開中の版と変わりがないので、下書きを作りません。" in said


@pytest.mark.long
def test_withdrawing_says_what_readers_see_now(tmp_path):
    _bring_in_maas(tmp_path / "map")
    _run("catalog", "editions", "publish", "maas", "--year", "R5")
    said = _run("catalog", "editions", "withdraw", "maas", "--year", "R4", "--reason", "誤り").stdout
    assert "maasは、表示していたのがR5の版なので、見え方は変わりません。" in said
    said = _run("catalog", "editions", "withdraw", "maas", "--year", "R5", "--reason", "誤り").stdout
    assert "maasにはほかに公開中の版がない" in said
    assert "tsunagu catalog editions publish で公開してください" in said
