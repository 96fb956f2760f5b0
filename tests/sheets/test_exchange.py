"""Answers and questions as files: out and in the same, and every mistake with its place."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.sheets.test_rules import EVERY, QUESTIONS
from tsunagu.kernel.problems import Rejected
from tsunagu.kernel.spreadsheets import Flaw, Flawed, read_sent
from tsunagu.kernel.tables import to_xlsx
from tsunagu.sheets import actions
from tsunagu.sheets.actions import answer_files, exchange, json_files, sheet_files
from tsunagu.sheets.enums import Standing
from tsunagu.sheets.models import Reply, Version
from tsunagu.sheets.rules import facts
from tsunagu.sheets.rules.answers import Said
from tsunagu.sheets.rules.saving import Sent

GIVEN = {
    "council": "yes",
    "members": "=SUM(A1)\n県",
    "issues": ["yes", "other"],
    "staff": "12.5",
    "budget": 1200,
    "day": "2026-12-02",
    "level": "2",
    "cases": [["@県", "10"], ["市", ""]],
}
SAID = {key: Said(Standing.GIVEN, value, "https://example.jp/") for key, value in GIVEN.items()}
HEAD = answer_files.HEADINGS[:5]


def wrong(act) -> list[tuple[str, str]]:
    with pytest.raises(Rejected) as refused:
        act()
    return [(problem.code, problem.where) for problem in refused.value.problems]


def test_answers_come_back_from_a_workbook_as_they_went_out():
    content = to_xlsx(answer_files.tables(QUESTIONS, SAID))
    found = answer_files.from_sheets(QUESTIONS, read_sent(content, "a.xlsx", exchange.BOUNDS))
    read = facts.read(QUESTIONS, found.wrote)
    assert {key: one.value for key, one in read.items() if one.value is not None} == GIVEN
    assert read["plan"].standing is Standing.NOT_ANSWERED


def test_answers_come_back_from_json_as_they_went_out():
    content = json.dumps(answer_files.as_json(QUESTIONS, {**SAID, "staff": Said(Standing.DONT_KNOW)})).encode()
    found = answer_files.from_json(QUESTIONS, json_files.read(content, 10**6))
    read = facts.read(QUESTIONS, found.wrote)
    assert read["staff"].standing is Standing.DONT_KNOW
    given = {key: one for key, one in SAID.items() if key != "staff"}
    assert {key: one for key, one in read.items() if one.value is not None} == given


def test_a_formula_goes_out_as_a_text():
    import zipfile

    content = to_xlsx(answer_files.tables(QUESTIONS, SAID))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 2
    assert not any(b"<f>" in sheet for sheet in sheets)


def test_every_mistake_of_a_workbook_is_told_with_its_cell():
    rows = [
        HEAD,
        ["council", "", Flawed("#REF!", Flaw.ERROR), "", ""],
        ["unheard", "", "x", "", ""],
        ["staff", "", Flawed("1", Flaw.NO_VALUE), "", ""],
        ["staff", "", "2", "", ""],
        ["", "", "", "", ""],
    ]
    tables = {"answers": rows, "table-8": [["who"]]}
    assert wrong(lambda: answer_files.from_sheets(QUESTIONS, tables)) == [
        ("cell", "answers!C2 council"),
        ("unknown-question", "answers!A3 unheard"),
        ("cell", "answers!C4 staff"),
        ("twice", "answers!A5 staff"),
        ("headings", "table-8!1 cases"),
    ]
    assert wrong(lambda: answer_files.from_sheets(QUESTIONS, {"x": [["a"]]})) == [("headings", "x!1")]
    assert wrong(lambda: answer_files.from_sheets(QUESTIONS, {})) == [("headings", "!1")]


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ({"unheard": {}}, [("unknown-question", "answers.unheard")]),
        ({"a\0b": {}}, [("unknown-question", "answers.ab")]),
        ({"council": "yes"}, [("shape", "answers.council")]),
        ({"council": {"value": ["yes"]}}, [("shape", "answers.council.value")]),
        ({"issues": {"value": "yes"}}, [("shape", "answers.issues.value")]),
        ({"cases": {"value": [["x"]]}}, [("shape", "answers.cases.value")]),
        ({"cases": {"value": [[{}, "x"]]}}, [("shape", "answers.cases.value")]),
        (
            {"council": {"standing": 1, "more": 1}},
            [("unknown-field", "answers.council.more"), ("shape", "answers.council.standing")],
        ),
        ([], [("shape", "answers")]),
    ],
)
def test_every_mistake_of_json_is_told_with_its_place(answers: Any, found):
    content = json.dumps({"answers": answers}).encode()
    if answers == {"council": {"standing": 1, "more": 1}}:
        content = content.replace(b": 1", b": []")
    assert wrong(lambda: answer_files.from_json(QUESTIONS, json_files.read(content, 10**6))) == found


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"{", [("file", "1:2")]),
        (b'{"a": NaN}', [("file", "")]),
        (b'{"a": 1, "a": 2}', [("twice", "a")]),
        (b"\xff\xfe", [("file", "")]),
        (b"[" * 100_000, [("file", "")]),
        (b"[" * 50 + b"]" * 50, [("file", "")]),
        (b" " * 101, [("too-long", "")]),
    ],
)
def test_json_is_read_without_trusting_it(content, found):
    assert wrong(lambda: json_files.read(content, 100 if content.isspace() else 10**6)) == found


def test_a_number_of_thousands_of_digits_is_a_text_that_no_rule_takes():
    content = b'{"answers": {"staff": {"value": ' + b"9" * 5000 + b"}}}"
    found = answer_files.from_json(QUESTIONS, json_files.read(content, 10**6))
    assert wrong(lambda: facts.read(QUESTIONS, found.wrote)) == [("not-a-number", "v-staff")]
    assert json_files.read(b"[" + b"9" * 5000 + b"]", 10**6, whole=True) == ["9" * 5000]


# Questions ------------------------------------------------------------------------------------------------------------


def test_questions_come_back_from_both_kinds_of_file():
    as_json = json.dumps({"questions": EVERY}).encode()
    assert exchange.questions(as_json, "a.json") == EVERY
    content = to_xlsx([sheet_files.table(EVERY)])
    back = sheet_files.from_sheets(read_sent(content, "a.xlsx", exchange.BOUNDS))
    assert sheet_files.reading.questions(back) == QUESTIONS


def test_every_mistake_of_a_workbook_of_questions_is_told_with_its_row():
    head = ["key", "kind", "text", "options", "show_if", "most"]
    rows = [
        head,
        ["a", "choice", "甲", "yes = 有\n = 無", "", ""],
        [""] * 6,
        ["b", "scale", "乙", "1 = 低\n1.5 = 中", "{", "x"],
    ]
    assert wrong(lambda: sheet_files.from_sheets({"questions": rows})) == [
        ("condition", "questions!4 show_if"),
        ("missing", "questions!2 a.options[1].key"),
        ("integer", "questions!4 b.options[1].key"),
        ("shape", "questions!4 b.most"),
        ("condition", "questions!4 b.show_if"),
    ]
    assert wrong(lambda: sheet_files.from_sheets({"questions": [["x"]]})) == [("headings", "questions!1")]


# Doors ----------------------------------------------------------------------------------------------------------------


def workbook(*rows: list[Any]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("answers")
        for number, row in enumerate([HEAD, *rows]):
            sheet.write_row(number, 0, row)
    return out.getvalue()


@pytest.mark.django_db
def test_a_file_with_one_mistake_changes_nothing_and_says_where(door, hanako, response):
    client, path = door(hanako), f"/desk/responses/{response.pk}/upload/"

    def sent(content: bytes, name: str = "a.xlsx"):
        return client.post(path, {"file": SimpleUploadedFile(name, content)})

    answer = sent(workbook(["council", "", "yes"], ["staff", "", "多数"]))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "answers!C3 staff: 数値を書いてください。" in page
    assert not Reply.objects.exists()
    assert sent(workbook(["council", "", "yes"], ["staff", "", 3])).status_code == 302
    assert Reply.objects.get().answers["staff"]["value"] == "3"
    for content, name in ((b"x", "a.xlsx"), (b"", "a.xlsx"), (b"x", "a.exe"), (b"[", "a.json"), (b"\0", "a.csv")):
        assert sent(content, name).status_code == 422


@pytest.mark.django_db
def test_what_one_says_goes_out_through_the_page(door, hanako, response):
    actions.save(response, by=hanako, began={}, wrote={"v-members": "=1+1"}, sent=Sent(0))
    told = door(hanako).get(f"/desk/responses/{response.pk}/?format=json").json()
    assert told["answers"]["members"]["value"] == "=1+1"
    content = door(hanako).get(f"/desk/responses/{response.pk}/?format=xlsx").content
    assert read_sent(content, "a.xlsx", exchange.BOUNDS)["answers"][2][2] == "=1+1"


@pytest.mark.django_db
def test_a_sheet_is_made_from_a_file_and_given_back(door, officer):
    client = door(officer)

    def sent(questions: Any, path: str = "/desk/sheets/new/"):
        file = SimpleUploadedFile("a.json", json.dumps({"questions": questions}).encode())
        return client.post(path, {"key": "made", "name": "見本", "file": file})

    answer = sent([{**EVERY[0], "options": [{"text": "有"}, {}]}])
    page = answer.content.decode()
    assert (answer.status_code, page.count("必要な項目がありません。")) == (422, 3)
    assert sent(EVERY).status_code == 302
    made = Version.objects.get()
    given = client.get(f"/desk/sheets/{made.pk}/?format=json").json()
    assert given["questions"] == EVERY
    assert client.get(f"/desk/sheets/{made.pk}/?format=xlsx").status_code == 200
    assert sent(EVERY[:1], f"/desk/sheets/{made.pk}/questions/").status_code == 302
    assert Version.objects.get().questions == EVERY[:1]
