from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest
from click.testing import CliRunner, Result
from django.conf import settings

from tests.catalog import snapshot
from tsunagu.catalog.models import Map, Program, Status
from tsunagu.catalog.models.days import known_on
from tsunagu.cli.main import main
from tsunagu.kernel.spreadsheets import read

pytestmark = pytest.mark.django_db
BUS = "山あいの村で無人バスを走らせたい"


def _run(*arguments: str, code: int = 0, **options) -> Result:
    result = CliRunner().invoke(main, arguments, **options)
    assert (result.exit_code, result.exception if code == 0 else None) == (code, None), result.output
    assert "Traceback" not in result.output
    return result


def _rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


# search -------------------------------------------------------------------------------------------------------------


def test_search_shows_the_best_programs_with_score_words_and_who_applies():
    lines = _run("search", BUS, "--limit", "2").stdout.splitlines()
    assert lines[0] == BUS
    assert lines[1].strip() == "よく合う"
    assert lines[2].split()[0] == "1"
    assert "RoAD to the L4" in lines[2]
    assert lines[3].strip().startswith("一致: ")
    assert "申請主体: 企業・団体" in lines[3]
    assert "無人バス" in lines[4]


def test_search_takes_its_words_unquoted():
    assert _run("search", "無人", "バス").stdout.splitlines()[0] == "無人 バス"


def test_search_gives_one_line_of_json_a_query(tmp_path):
    path = tmp_path / "wants.txt"
    path.write_text(f"\ufeff{BUS}\n\n畑仕事をロボットで楽にしたい\nのをに\n", encoding="utf-8")
    lines = [
        json.loads(line)
        for line in _run("search", "--from", str(path), "--format", "jsonl", "--limit", "3").stdout.splitlines()
    ]
    assert [line["query"] for line in lines] == [BUS, "畑仕事をロボットで楽にしたい", "のをに"]
    assert [len(line["results"]) for line in lines] == [3, 3, 0]
    assert [line["fit"] for line in lines] == ["good", "good", "none"]
    for line in lines:
        assert list(line) == ["query", "fit", "results"]
        for result in line["results"]:
            assert list(result)[:1] == ["kind"]
            assert {"kind", "name", "score", "fit", "matched", "sentence"} <= set(result)
            assert (result["kind"], type(result["name"]), type(result["score"]), type(result["matched"])) == (
                "program",
                str,
                float,
                list,
            )
        graded = [(result["fit"] != "good", -result["score"]) for result in line["results"]]
        assert graded == sorted(graded)


def test_search_reads_wants_from_standard_input():
    [line] = _run("search", "--from", "-", "--format", "jsonl", input=BUS + "\n").stdout.splitlines()
    assert json.loads(line)["results"][0]["name"].startswith("自動運転レベル４等")


def test_search_gives_json():
    found = json.loads(_run("search", BUS, "--format", "json", "--limit", "1").stdout)
    assert (found["query"], [result["key"] for result in found["results"]]) == (BUS, ["road-to-l4"])


def test_search_marks_what_only_others_may_apply_for():
    words = ("地方大学", "産業創生", "交付金")
    found = json.loads(_run("search", *words, "--as", "university", "--format", "json").stdout)["results"]
    assert {result["key"]: result["only_partner_applies"] for result in found}["regional-university-grant"] is True
    assert "（あなたは申請主体ではありません）" in _run("search", *words, "--as", "university").stdout
    assert "（あなたは申請主体ではありません）" not in _run("search", *words).stdout


def test_search_can_be_narrowed_to_a_map_and_a_ministry():
    found = json.loads(_run("search", "地域 大学", "--theme", "maas", "--ministry", "mext", "--format", "json").stdout)[
        "results"
    ]
    assert {result["key"] for result in found} == {"coi-next", "sparc"}


@pytest.mark.parametrize("want", ["のをに", "who for the with", "子どもの給食費を無料にしたい"])
def test_search_says_that_nothing_fits_and_what_to_try(want):
    told = _run("search", want).stdout
    assert "ぴったりの事業は見つかりませんでした" in told
    assert "よく合う" not in told


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("バス", "--from", "-"),
        ("バス", "--limit", "0"),
        ("バス", "--as", "king"),
        ("バス", "--format", "xml"),
        ("--from", "no-such-file"),
    ],
)
def test_search_refuses_what_it_cannot_mean(arguments):
    assert "Usage:" in _run("search", *arguments, code=2, input="").output


@pytest.mark.parametrize("words", ['"', "AND OR NOT", "バス*", "🚌", "a\u0000b", "あ" * 10_000])
def test_search_takes_any_text(words):
    _run("search", words)


# may-apply ----------------------------------------------------------------------------------------------------------


def test_may_apply_answers_for_every_program():
    rows = json.loads(_run("may-apply", "--as", "university", "--with", "city", "--format", "json").stdout)
    assert len(rows) == Program.objects.count()
    words = "program name ministry verdict rules_year confirmed missing rules sources next_step state as_of state_basis"
    assert list(rows[0]) == words.split()
    assert {row["verdict"] for row in rows} >= {"check", "with_partner", "no", "unknown"}
    assert [row for row in rows if row["verdict"] in ("yes", "if") and not row["confirmed"]] == []
    assert [row for row in rows if row["verdict"] == "unknown" and not row["next_step"]] == []


def test_may_apply_shows_the_rule_and_its_source_under_each_answer():
    text = _run("may-apply", "--as", "university", "--theme", "maas").stdout
    assert "with_partner" in text
    assert "満たさない: 自治体 ←" in text
    assert "p.31" in text


def test_may_apply_can_be_narrowed_to_one_verdict():
    rows = _rows(
        _run("may-apply", "--as", "company", "--theme", "smart-city", "--verdict", "check", "--format", "csv").stdout
    )
    assert {row[3] for row in rows[1:]} == {"check"}


@pytest.mark.parametrize(
    "arguments", [(), ("--as", "king"), ("--as", "city", "--with", "king"), ("--as", "city", "--verdict", "maybe")]
)
def test_may_apply_refuses_unknown_words(arguments):
    assert "Usage:" in _run("may-apply", *arguments, code=2).output


# catalog ------------------------------------------------------------------------------------------------------------


def test_contacts_are_a_csv_file_of_the_agreed_columns_with_80_rows():
    head, *rows = _run("catalog", "contacts", "--format", "csv").stdout.splitlines()
    columns = (
        "theme program applicant_types budget_thousand_yen inclusive new_call ministry department tel extension email"
        " partial consortium state as_of state_basis"
    )
    assert head == ",".join(columns.split())
    assert len(rows) == 80
    assert rows[0].startswith(
        "MaaS・自動運転,RoAD to the L4プロジェクト,2,5846000,true,true,経済産業省,製造産業局/自動車課/"
    )
    assert "/ITS・自動走行推進室,03-3501-1618,,itshann@meti.go.jp,,false," in rows[0]


def test_contacts_can_be_narrowed():
    counts = [
        len(_run("catalog", "contacts", *more).stdout.splitlines())
        for more in (["--theme", "maas"], ["--words", "自動車課"], ["--year", "R4", "--words", "ぬぬぬぬ"])
    ]
    assert counts == [8, 1, 0]


def test_a_ministry_that_has_no_program_is_refused_with_those_that_have():
    said = _run("catalog", "programs", "--ministry", "nix", code=2).output
    assert "--ministry: there is no nix; there are: mext, " in said


@pytest.mark.parametrize("shape", ["table", "csv", "csv-bom", "json"])
def test_programs_are_listed_in_every_shape(shape):
    text = _run("catalog", "programs", "--ministry", "maff", "--format", shape).stdout
    assert "moonshot-agri" in text
    assert "coi-next" not in text


def test_a_program_is_shown_with_its_years_money_windows_and_sources():
    text = _run("catalog", "show", "coi-next").stdout
    for part in (
        "共創の場形成支援プログラム",
        "COI-NEXT",
        "令和7年度",
        "育成型",
        "137億5,100万円",
        "p.11",
        "連絡先 (MaaS・自動運転)",
        "coi-next@mext.go.jp",
    ):
        assert part in text


def test_a_key_that_is_not_there_is_a_clear_error():
    result = _run("catalog", "show", "coi-nxt", code=1)
    assert result.stdout == ""
    assert "There is no program 'coi-nxt'" in result.stderr
    assert "tsunagu catalog programs" in result.stderr


def test_budgets_are_listed_with_what_is_printed():
    rows = _rows(
        _run("catalog", "budgets", "--year", "R4", "--kind", "draft", "--ministry", "mext", "--format", "csv").stdout
    )
    columns = rows[0]
    assert {(row[columns.index("fiscal_year")], row[columns.index("kind")]) for row in rows[1:]} == {("2022", "draft")}
    [coi] = [
        row for row in rows if row[0] == "共創の場形成支援プログラム" and row[columns.index("yen")] == "13751000000"
    ]
    assert coi[columns.index("printed")].endswith("13,751百万円")


def test_totals_say_what_adds_up():
    lines = _run("catalog", "budgets", "--totals").stdout.splitlines()
    [package] = [line for line in lines if "令和3年度補正予算額" in line and "総合振興パッケージ" in line]
    assert package.startswith("adds up")
    assert "173億3,200万円" in package
    assert [line for line in lines if line.startswith("DOES NOT")] == []
    rows = json.loads(_run("catalog", "budgets", "--totals", "--format", "json").stdout)
    assert [row["computed_yen"] for row in rows if row["printed_yen"] == 17_300_000_000] == [17_332_000_000]


@pytest.mark.parametrize(
    ("written", "year"), [("2022", "2022"), ("R4", "2022"), ("令和4年度", "2022"), ("FY2023", "2023")]
)
def test_a_year_can_be_written_in_every_way(written, year):
    rows = json.loads(_run("catalog", "budgets", "--year", written, "--format", "json").stdout)
    assert {str(row["fiscal_year"]) for row in rows} == {year}


def test_a_year_that_is_none_is_refused():
    assert "give a fiscal year like" in _run("catalog", "budgets", "--year", "来年", code=2).output


# export and import --------------------------------------------------------------------------------------------------


@pytest.mark.long
def test_an_edition_is_exported_and_brought_back_without_a_change(tmp_path):
    for shape, target in (("xlsx", tmp_path / "map.xlsx"), ("csv", tmp_path / "map")):
        said = _run("catalog", "export", "--year", "R4", "--format", shape, "-o", str(target)).stdout
        assert "地図 8、箱 76、連絡先 80" in said
        assert _run("catalog", "import", str(target), "--year", "R4", "--dry-run").stdout == "違いはありません。\n"


@pytest.mark.long
def test_an_edition_of_a_new_year_is_brought_in_and_found(tmp_path):
    target = tmp_path / "map"
    _run("catalog", "export", "--format", "csv", "-o", str(target))
    contacts = target / "contacts.csv"
    contacts.write_text(contacts.read_text().replace("03-3501-1618", "03-0000-0000"))
    said = _run("catalog", "import", str(target), "--year", "R5", "--publish")
    assert "変更  連絡先 2行目 電話1: 03-3501-1618 → 03-0000-0000" in said.stdout
    assert "を公開しました。" in said.stderr
    changed = {row[0] for row in _rows(contacts.read_text(encoding="utf-8-sig")) if "03-0000-0000" in row}
    assert set(Map.objects.filter(fiscal_year=2023, state="published").values_list("key", flat=True)) == changed
    assert "03-0000-0000" in _run("catalog", "contacts", "--year", "R5", "--theme", "maas").stdout
    assert "03-3501-1618" in _run("catalog", "contacts", "--year", "R4", "--theme", "maas").stdout


@pytest.mark.long
def test_a_dry_run_shows_the_changed_rows_and_changes_nothing(tmp_path):
    target = tmp_path / "map"
    _run("catalog", "export", "--format", "csv", "-o", str(target))
    contacts = target / "contacts.csv"
    contacts.write_text(contacts.read_text().replace("RoAD to the L4プロジェクト", "べつの名前"))
    before = snapshot.catalog()
    told = _rows(_run("catalog", "import", str(target), "--year", "R4", "--dry-run", "--format", "csv").stdout)
    assert told == [
        ["sheet", "row", "column", "change", "old", "new"],
        ["contacts", "2", "name", "changed", "RoAD to the L4プロジェクト", "べつの名前"],
    ]
    assert snapshot.changed(before, snapshot.catalog()) == set()


def test_every_mistake_of_an_import_is_listed_and_nothing_is_changed(tmp_path):
    target = tmp_path / "map"
    _run("catalog", "export", "--format", "csv", "-o", str(target))
    contacts = target / "contacts.csv"
    contacts.write_text(
        contacts.read_text()
        .replace("maas,road-to-l4", "maas,road-to-l5")
        .replace("maas,future-technology", "mass,future-technology")
    )
    before = snapshot.catalog()
    result = _run("catalog", "import", str(target), "--year", "R4", code=1)
    assert "何も変えていません。次の2件を確かめてください。" in result.stderr
    program = "連絡先 2行目 事業: 「road-to-l5」という事業は登録されていません（もしかして「road-to-l4」）。"
    assert program in result.stderr
    assert "連絡先 3行目 地図:" in result.stderr
    english = _run("catalog", "import", str(target), "--year", "R4", "--language", "en", code=1).stderr
    assert "contacts 2 program: There is no program “road-to-l5” (did you mean “road-to-l4”?)." in english
    assert snapshot.changed(before, snapshot.catalog()) == set()


@pytest.mark.parametrize(("name", "content"), [("map.xlsx", b"hello"), ("map.csv", b"\0"), ("map.csv", b"a,b\n")])
def test_a_file_that_is_no_edition_is_a_clear_error(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    assert "何も変えていません。" in _run("catalog", "import", str(tmp_path / name), "--year", "R4", code=1).stderr


@pytest.mark.parametrize("arguments", [("none.xlsx", "--year", "R4"), (".", "--year", "来年"), (".",)])
def test_import_refuses_what_it_cannot_mean(arguments):
    assert "Usage:" in _run("catalog", "import", *arguments, code=2).output


def test_a_year_without_maps_is_not_exported(tmp_path):
    result = _run("catalog", "export", "--year", "R1", "-o", str(tmp_path / "x.xlsx"), code=1)
    assert "その年度の地図はありません。" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_export_can_be_read_as_a_spreadsheet(tmp_path):
    _run("catalog", "export", "-o", str(tmp_path / "map.xlsx"))
    assert {name: len(rows) for name, rows in read(tmp_path / "map.xlsx").items()} == {
        "地図": 9,
        "箱": 77,
        "連絡先": 81,
    }


# states -------------------------------------------------------------------------------------------------------------


def test_the_state_of_every_program_is_listed_for_a_day():
    listed = _run("catalog", "states", "--as-of", "2022-02-01", "--format", "csv").stdout
    rows = list(csv.DictReader(io.StringIO(listed)))
    assert list(rows[0]) == ["program", "state", "as_of", "basis", "document", "page"]
    with known_on(date(2022, 2, 1)):
        assert len(rows) == Program.objects.count()
    assert len(rows) < Program.objects.count()
    by_key = {row["program"]: row for row in rows}
    assert (by_key["road-to-l4"]["state"], by_key["road-to-l4"]["document"]) == ("planned", "package-2022")


def test_an_operator_decides_a_state_and_takes_it_back():
    assert _run("catalog", "state", "spring", "ended", "--reason", "窓口に確認").stdout.startswith("spring: ended")
    assert "窓口に確認" in _run("catalog", "states", "--state", "ended").stdout
    assert "ended" not in _run("catalog", "state", "spring", "--take-back").stdout
    assert "nothing was decided" in _run("catalog", "state", "spring", "--take-back", code=1).output


def test_a_decided_state_needs_a_reason():
    assert "reason" in _run("catalog", "state", "spring", "ended", code=1).output
    assert not Status.objects.filter(by_operator=True).exists()


# sources ------------------------------------------------------------------------------------------------------------


@pytest.mark.long
def test_a_document_is_attached_checked_listed_and_taken_back(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "VAR", tmp_path / "var")
    file = tmp_path / "deck.txt"
    file.write_text("共創の場形成支援プログラム")
    assert "1 pages, sha256 " in _run("sources", "attach", "coi-next-2025", str(file)).stdout
    listed = {row[0]: row[-1] for row in _rows(_run("sources", "--format", "csv").stdout)}
    assert (listed["coi-next-2025"], listed["package-2022"]) == ("true", "false")
    checked = _rows(_run("sources", "check", "--format", "csv").stdout)
    assert checked[0] == ["fact", "document", "page", "printed", "found"]
    assert {row[-1] for row in checked[1:] if row[1] == "coi-next-2025"} >= {"no", "no-text"}
    assert _run("sources", "detach", "coi-next-2025").stdout == "coi-next-2025: no longer attached\n"


def test_a_file_that_cannot_be_attached_is_refused_in_a_sentence(tmp_path):
    result = _run("sources", "attach", "coi-next-2025", str(tmp_path / "nowhere.pdf"), code=1)
    assert "nowhere.pdf: there is no such file" in result.output
