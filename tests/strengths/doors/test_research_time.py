"""The page on working time, and the file that a university sends."""

from __future__ import annotations

import io
import re
import shutil

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.strengths.pages_by_hand import SOME_JUNK, part, rows, sheets, site, text
from tests.strengths.questions.conftest import hand_store  # noqa: F401  a fixture
from tsunagu.kernel.problems import Problem
from tsunagu.kernel.spreadsheets import reading
from tsunagu.strengths.conventions.worktime import figures
from tsunagu.strengths.doors.views.own_time import MOST_BYTES, trouble

PAGE = "/strengths/research-time/"
GOOD = "分野,人数,研究時間割合(%),標準誤差率(%)\n化学,10,40,10\n"


@pytest.fixture
def client(hand_store, settings) -> Client:  # noqa: F811  the fixture
    return site(hand_store, settings)


def send(client: Client, content: str | bytes, name: str = "own.csv", university: str = "甲大学", page: str = PAGE):
    data = content.encode() if isinstance(content, str) else content
    return client.post(page, {"university": university, "file": SimpleUploadedFile(name, data)})


def troubles(answer) -> list[str]:
    assert answer.status_code == 422
    html = answer.content.decode()
    block = html[html.index('id="troubles"') :].partition("</div>")[0]
    return [re.sub(r"<[^>]+>", "", one) for one in re.findall(r"<li>(.*?)</li>", block)]


def test_the_trend_is_drawn_and_stands_in_a_table(client):
    answer = client.get(PAGE)
    assert answer.status_code == 200
    assert part(answer, "</title>", "</svg>") != ""
    assert re.search(r"2002 46\.5% 171,094 79,604 不明 不明", text(answer))
    assert re.search(r"2018 32\.9% 192,334 63,286 不明 不明 2023 32\.1% 不明 63,014 14\.0 0\.000", text(answer))
    for share in ("46.5%", "35.0%", "32.9%", "32.1%"):
        assert share in part(answer, '<svg class="chart"', "</svg>")


def test_figures_that_nobody_could_read_are_said_so(client):
    told = text(client.get(PAGE))
    assert sum(one.value is None for one in figures()) == 12
    six = "研究、教育、その他（学内事務等）、社会サービス（研究関連）、社会サービス（教育関連）、その他（診療活動等）"
    for group in ("第1グループ", "第3グループ"):
        assert f"2018年、{group}、教員（理工農学）：図だけで示され、数値が読めない項目は {six}" in told
    assert "第1グループ 2 4.4 不明 不明 不明" in text(client.get(PAGE))


def test_an_export_holds_every_figure(client):
    found = rows(client.get(PAGE, {"format": "csv"}))
    assert len(found) == len(figures())
    assert [row["値"] for row in found if row["状態"] == "unread"] == [""] * 12
    assert sheets(client.get(PAGE, {"format": "xlsx"})) == ["research-time", "survey", "groups", "出典"]


def test_the_template_lists_the_eight_fields(client):
    for language in ("", "/en"):
        answer = client.get(language + PAGE, {"template": "1"})
        assert answer["Content-Disposition"] == 'attachment; filename="tsunagu-research-time-template.csv"'
        assert len(rows(answer)) == 8
    assert list(rows(client.get(PAGE, {"template": "1"}))[0].values()) == ["化学", "", "", ""]


@pytest.mark.parametrize("language", ["", "/en"])
def test_a_filled_template_is_taken(client, language):
    head, first, *_ = client.get(language + PAGE, {"template": "1"}).content.decode().splitlines()
    field = first.partition(",")[0]
    assert send(client, f"{head}\n{field},10,40,\n", page=language + PAGE).status_code == 200


def test_a_university_s_own_file_adjusts_its_papers(client):
    answer = send(client, GOOD)
    assert answer.status_code == 200
    table = part(answer, '<section class="time-own"', "</section>")
    # 6.5 papers in five years over 10 x 40% = 4; a tenth of error
    assert "化学 1.3 0.2 10 40.0% 4.0 0.33 ± 0.03 0.042 ± 0.004" in table.replace("0.32 ±", "0.33 ±")
    assert "臨床医学 1.2 0.0 不明 不明 不明 不明 不明" in table
    assert "甲大学" in table


def test_the_window_of_the_address_is_that_of_the_answer(client):
    told = part(send(client, GOOD, page=f"{PAGE}?window=2022"), '<section class="time-own"', "</section>")
    assert "2018–2022年の年平均" in told
    assert "化学 0.0 0.0 10 40.0% 4.0 0.00" in told


def test_figures_of_a_file_do_not_stay_beside_those_of_another_choice(client):
    # without the file, a live change could only renew the other tables
    before, after = client.get(PAGE).content.decode(), send(client, GOOD).content.decode()
    assert ("<div hx-disable>" in before, "<div hx-disable>" in after) == (False, True)
    assert "期間や数え方を変えるときは、「表示する」を押したあと、ファイルをもう一度送ってください。" in after
    # the form goes to the address of the page, which a live change moves
    assert '<form class="time-form" method="post" enctype="multipart/form-data">' in before


def test_papers_per_person_are_per_full_time_equivalent(client):
    heading = r">\s*フルタイム換算1人あたりの論文数（年）\s*</th>"
    assert len(re.findall(heading, client.get(PAGE).content.decode())) == 2
    assert re.search(heading, send(client, GOOD).content.decode().partition("</thead>")[0])


def test_a_workbook_is_taken_too(client):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([["field", "headcount", "research_share"], [1, 10, 40]]):
            sheet.write_row(number, 0, row)
    answer = send(client, out.getvalue(), "own.xlsx")
    assert answer.status_code == 200
    assert "化学 1.3" in part(answer, '<section class="time-own"', "</section>")


def test_all_problems_of_a_file_are_told_at_once_with_row_and_column(client):
    found = troubles(
        send(client, "分野,人数,研究時間割合(%)\n化学,-3,0.3\n天文学,あ,38\n化学,,40\n", university="どこにもない大学")
    )
    assert found == [
        "大学の名前：「どこにもない大学」という大学は見つかりませんでした。",
        "2行目・人数：人数は、0 より大きく 1,000,000 以下の数にしてください。",
        "2行目・研究時間割合(%)：研究時間割合は、1 から 100 までの百分率です。0.329 ではなく 32.9 と書いてください。",
        "3行目・分野：8分野のどれでもありません。分野の名前か、1 から 8 までの番号を入れてください。",
        "3行目・人数：数ではありません。",
        "4行目・人数：人数が空です。分からない分野は、行ごと除いてください。",
        "4行目・分野：同じ分野が二度あります。分野ごとに一行にしてください。",
    ]


def test_wrong_columns_are_named(client):
    assert troubles(send(client, "分野,人数,色\n化学,1,赤\n")) == [
        "1行目・3列目：想定していない列です。ひな形の列名を使ってください。",
        "1行目：「研究時間割合(%)」の列がありません。",
    ]


def test_a_name_that_is_none_is_told_as_it_was_sent_and_kept(client):
    answer = send(client, GOOD, university="x" * 300 + "\x00")
    assert troubles(answer) == [f"大学の名前：「{'x' * 200}」という大学は見つかりませんでした。"]
    assert 'value="xxx' in answer.content.decode()


def test_a_file_that_is_sent_is_answered_by_the_page_whatever_shape_the_address_asks(client):
    answer = send(client, GOOD, page=f"{PAGE}?format=csv")
    assert "化学 1.3" in part(answer, '<section class="time-own"', "</section>")


@pytest.mark.long
@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (
            b"x" * (MOST_BYTES + 1),
            "own.csv",
            "ファイル：ファイルが大きすぎます。分野ごとに一行の表だけにしてください。",
        ),
        (
            b"x,\n" * 60,
            "own.csv",
            "ファイル：行が多すぎます。8分野それぞれに一行だけにしてください。",
        ),
        (
            b"x," * 20,
            "own.csv",
            "ファイル：列や文字が多すぎます。分野ごとに一行の表だけを新しいファイルに写してください。",
        ),
        (
            b"PK\x03\x04",
            "own.csv",
            "ファイル：Excel ファイルに .csv という名前が付いています。名前の終わりを .xlsx にしてください。",
        ),
        (
            b"\x81\x20\x81",
            "own.csv",
            "ファイル：文字コードが UTF-8 でも Shift_JIS でもありません。CSV UTF-8 で保存し直してください。",
        ),
        (
            b"%PDF-1.7",
            "own.pdf",
            "ファイル：Excel ファイル（.xlsx）として読めません。.xlsx か CSV UTF-8 で保存し直してください。",
        ),
        (
            "分野,人数,研究時間割合(%)\n".encode(),
            "own.csv",
            "2行目：表に行がありません。分野ごとに一行を入れてください。",
        ),
    ],
)
def test_a_file_that_is_no_table_is_refused(client, content, name, told):
    assert troubles(send(client, content, name)) == [told]


def test_who_sends_a_file_while_another_is_read_is_asked_to_come_again(client, monkeypatch):
    monkeypatch.setattr(reading, "_PATIENCE", 0.01)
    with reading._turn:
        answer = send(client, GOOD)
    assert (answer.status_code, answer["Retry-After"]) == (503, "20")
    assert "いま、ほかのファイルを読んでいます。少し待って、もう一度送ってください。" in text(answer)
    assert send(client, GOOD).status_code == 200


def test_without_a_file_or_a_name_the_page_asks_for_them(client):
    assert troubles(client.post(PAGE)) == [
        "大学の名前：大学の名前を入れてください。",
        "ファイル：ファイルを選んでください。CSV か XLSX が一つ要ります。",
    ]


def test_what_is_sent_is_not_shown_as_markup(client):
    answer = send(client, GOOD, university="<script>alert(1)</script>")
    assert answer.status_code == 422
    assert "<script>alert" not in answer.content.decode()


def test_a_form_from_elsewhere_is_refused(client):
    strict = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    assert send(strict, GOOD).status_code == 403
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', strict.get(PAGE).content.decode())[1]
    answer = strict.post(
        PAGE,
        {"university": "甲大学", "file": SimpleUploadedFile("own.csv", GOOD.encode()), "csrfmiddlewaretoken": token},
    )
    assert answer.status_code == 200


def test_nothing_of_a_file_stays(client, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert send(client, GOOD).status_code == 200
    assert list(tmp_path.iterdir()) == []


def test_other_methods_are_refused(client):
    assert client.put(PAGE).status_code == 405


@pytest.mark.parametrize("junk", SOME_JUNK)
@pytest.mark.parametrize("name", ["window", "counting", "top"])
def test_what_cannot_be_understood_is_left_out(client, name, junk):
    answer = client.get(PAGE, {name: junk})
    assert answer.status_code == 200
    assert "使えない条件がありました" in text(answer)


def test_without_papers_by_the_eight_fields_a_file_is_not_used(tmp_path, hand_store, settings):  # noqa: F811  the fixture
    store = tmp_path / "store"
    shutil.copytree(hand_store, store, symlinks=True)
    summed = list((store / "current" / "cell").glob("field-*.parquet"))  # to the eight fields
    for file in summed:
        file.unlink()
    answer = send(site(store, settings), GOOD)
    assert (len(summed), answer.status_code) == (3, 200)
    assert "今のデータには8分野がないため、自校のファイルは使えません。" in text(answer)
    assert 'class="time-own"' not in answer.content.decode()


def test_without_data_the_page_says_what_to_do(tmp_path, settings):
    assert site(tmp_path, settings).get(PAGE).status_code == 503


def test_a_problem_that_has_no_words_here_is_shown_as_it_is():
    assert trouble(Problem("new", "something new", where="x.csv")).text == "x.csv: something new"
