"""The officer's desk: a map edition sent, looked at, published, withdrawn and dropped in the browser's pages."""

from __future__ import annotations

import io
import re

import pytest
from django.test import Client

from tests.access.doors import MIDDLEWARE, at_the_door, in_role
from tests.catalog.cast import OFFICER, OPERATOR, OTHER_OFFICER, URA
from tsunagu.access.enums import Role
from tsunagu.access.models import Entry
from tsunagu.catalog import actions
from tsunagu.catalog.models import Map
from tsunagu.catalog.queries import editions
from tsunagu.catalog.sheets import in_words, tables
from tsunagu.catalog.sheets.columns import SHEETS
from tsunagu.kernel.spreadsheets import Bounds, read_sent
from tsunagu.kernel.tables import to_csv, to_xlsx
from tsunagu.kernel.years import FiscalYear

pytestmark = pytest.mark.django_db
R4, R5 = FiscalYear(2022), FiscalYear(2023)
DESK, UPLOAD = "/desk/editions/", "/desk/editions/upload/"
NAME = "令和5年度に変わった名前"
LIVE = {"HX-Request": "true"}


@pytest.fixture
def officer(static_files, settings) -> Client:
    settings.MIDDLEWARE = MIDDLEWARE
    return at_the_door(OFFICER)


def words(key: str = "maas", **cells: str) -> dict[str, list[list[str]]]:
    """One map as its sheets say it, with some cells of its first contact row changed."""
    sheets = {}
    for table in tables(editions.whole(editions.shown().filter(key=key))):
        sheets[table.name] = [list(table.columns), *([_text(cell) for cell in row] for row in table.rows)]
    for column, value in cells.items():
        sheets["contacts"][1][SHEETS["contacts"].keys.index(column)] = value
    return sheets


def _text(cell: object) -> str:
    return "" if cell is None else str(cell)


def draft(key: str = "maas", year: FiscalYear = R5, **cells: str) -> Map:
    """A draft of a map."""
    actions.import_edition(words(key, **(cells or {"name": NAME})), year, by=OPERATOR)
    return Map.objects.get(key=key, fiscal_year=year, state="draft")


def workbook(**cells: str) -> io.BytesIO:
    """The file that an officer sends."""
    edited = tables(editions.whole(editions.shown().filter(key="maas")))
    column = SHEETS["contacts"].keys.index
    for name, value in cells.items():
        row = list(edited[2].rows[0])
        row[column(name)] = value
        edited[2].rows[0] = tuple(row)
    file = io.BytesIO(to_xlsx(in_words(edited)))
    file.name = "map-R5.xlsx"
    return file


def page(edition: Map, step: str = "") -> str:
    return f"{DESK}{edition.pk}/{step}"


def seen(client: Client, edition: Map) -> dict[str, str]:
    """What the form of an edition's page sends unseen."""
    html = client.get(page(edition)).content.decode()
    found = {name: re.search(f'name="{name}" value="([^"]*)"', html) for name in ("seen", "since")}
    return {name: match[1] for name, match in found.items() if match}


def take(client: Client, edition: Map, step: str, reason: str = "") -> int:
    return client.post(page(edition, f"{step}/"), {**seen(client, edition), "reason": reason}).status_code


def send(client: Client, *files: io.BytesIO, year: str = "2023", **more: str):
    return client.post(UPLOAD, {"year": year, "spreadsheets": list(files), **more})


def test_the_list_shows_drafts_first_and_every_edition_with_its_state(officer: Client):
    made = draft()
    shown = officer.get(DESK).content.decode()
    drafts, every = shown.split('id="every"')
    assert (drafts.count(page(made)), every.count(page(made))) == (1, 1)
    assert every.count("いま見えている版") == 8
    assert "下書き" in drafts
    assert officer.get(DESK)["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("kept", [1, 3])
def test_the_list_asks_as_often_for_one_draft_as_for_three(officer: Client, django_assert_num_queries, kept: int):
    for key in ("maas", "bio", "disaster")[:kept]:
        draft(key)
    with django_assert_num_queries(5):
        assert officer.get(DESK).status_code == 200


def test_a_try_says_what_is_new_and_changes_nothing(officer: Client):
    lines = Entry.objects.count()
    answer = send(officer, workbook(name=NAME, new_call="無"), **{"try": "1"})
    shown = answer.content.decode()
    said = (
        "試しに読んだ結果（何も変えていません）",
        "RoAD to the L4プロジェクト",
        NAME,
        "新規課題採択",
        "連絡先",
        "違いは2件です。",
    )
    assert (answer.status_code, [text for text in said if text not in shown]) == (200, [])
    assert (Map.objects.filter(fiscal_year=2023).count(), Entry.objects.count()) == (0, lines)


@pytest.mark.long
def test_a_workbook_becomes_a_draft_that_waits_on_the_desk(officer: Client):
    answer = send(officer, workbook(name=NAME), reason="令和5年度の資料による", **{"import": "1"})
    made = Map.objects.get(fiscal_year=2023)
    assert f'<a href="{page(made)}">確かめて公開する</a>' in answer.content.decode()
    line = Entry.objects.latest("pk")
    assert (line.verb, line.thing, line.role, line.actor) == ("catalog.import", str(made.pk), "program-officer", 5)
    assert "令和5年度の資料による" in str(line.detail.parts)
    assert list(editions.desk(OFFICER)) == []  # another person publishes it
    [waiting] = editions.desk(OTHER_OFFICER)
    assert (waiting.url, waiting.about) == (page(made), "下書き")
    assert waiting.title == "R5の地図「MaaS・自動運転」の下書きを公開する"
    assert list(editions.desk(URA)) == []
    again = send(officer, workbook(name=NAME), **{"import": "1"}).content.decode()
    assert "同じ内容の下書きがすでにあります" in again


def test_the_csv_files_of_the_sheets_are_taken_together(officer: Client):
    files = []
    for table in tables(editions.whole(editions.shown().filter(key="maas"))):
        file = io.BytesIO(to_csv(table).replace("RoAD to the L4プロジェクト", NAME).encode())
        file.name = f"{table.name}.csv"
        files.append(file)
    assert send(officer, *files, **{"import": "1"}).status_code == 200
    assert Map.objects.get(fiscal_year=2023).contacts.filter(name=NAME).count() == 1
    again = [io.BytesIO(files[1].getvalue()), io.BytesIO(files[1].getvalue())]
    for file in again:
        file.name = "boxes.csv"
    twice = send(officer, *again, **{"import": "1"})
    assert (twice.status_code, "二つのファイルにあります" in twice.content.decode()) == (422, True)


def test_every_mistake_is_told_with_its_place_in_the_language_of_the_reader(officer: Client):
    wrong = {"program": "road-to-l5", "new_call": "たぶん"}
    answer = send(officer, workbook(**wrong), **{"import": "1"})
    shown = answer.content.decode()
    said = ("何も変えていません。次の2件を", "連絡先 2行目 事業", "road-to-l4", "連絡先 2行目 新規課題採択")
    assert (answer.status_code, [text for text in said if text not in shown]) == (422, [])
    english = officer.post(f"/en{UPLOAD}", {"year": "2023", "spreadsheets": [workbook(**wrong)], "import": "1"})
    said = ("contacts 2 program", "Nothing was changed")
    assert [text for text in said if text not in english.content.decode()] == []
    assert not Map.objects.filter(fiscal_year=2023).exists()


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"nothing", "map.xlsx", "Excel ファイル（.xlsx）として読めません"),
        (b"PK\x03\x04" + b"\0" * 50, "map.csv", "Excel ファイルに .csv という名前が付いています"),
        (b"\xff\xfe\x00", "maps.csv", "ファイル"),
        (b"", "map.xlsx", "空"),
        (b"a,b\n1,2\n", "notes.csv", "シート「地図」がありません"),
    ],
)
def test_a_file_of_the_wrong_kind_is_refused_with_what_to_do(officer: Client, content, name, says):
    file = io.BytesIO(content)
    file.name = name
    answer = send(officer, file, **{"import": "1"})
    assert (answer.status_code, says in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("form", [{}, {"year": "2023"}, {"year": "1900"}, {"year": "2023", "reason": "長" * 501}])
def test_a_form_that_is_not_filled_in_is_explained(officer: Client, form):
    answer = officer.post(UPLOAD, form)
    assert (answer.status_code, "確かめてください" in answer.content.decode()) == (422, True)


def test_without_a_new_page_the_answer_takes_the_place_of_the_last_one_also_where_it_is_a_refusal(officer: Client):
    for cells, says in (({"name": NAME}, "違いは1件です"), ({"program": "road-to-l5"}, "次の1件を")):
        sent = {"year": "2023", "spreadsheets": [workbook(**cells)], "try": "1"}
        answer = officer.post(UPLOAD, sent, headers=LIVE)
        shown = answer.content.decode()
        assert (answer.status_code, shown.lstrip()[:15], says in shown) == (200, '<div id="read">', True)


@pytest.mark.long
def test_sheets_of_programs_are_left_to_the_terminal_unless_nothing_is_new_in_them(officer: Client, settings):
    from tsunagu.catalog import files, sheets

    def both(title: str) -> io.BytesIO:
        lists = sheets.listed(files.read(settings.DATA))
        first = list(lists[0].rows[0])
        first[1] = title or first[1]
        lists[0].rows[0] = tuple(first)
        chosen = tables(editions.whole(editions.shown().filter(key="maas")))
        file = io.BytesIO(to_xlsx(in_words([*chosen, *lists])))
        file.name = "all.xlsx"
        return file

    assert send(officer, both(""), year="2022", **{"import": "1"}).status_code == 200
    answer = send(officer, both("べつの題"), year="2022", **{"import": "1"})
    assert (answer.status_code, "資料</strong>" in answer.content.decode()) == (422, True)
    assert "端末の tsunagu catalog import で" in answer.content.decode()


def test_an_edition_is_shown_beside_what_readers_see_with_what_can_be_done(officer: Client):
    made = draft(name=NAME, new_call="無")
    shown = officer.get(page(made)).content.decode()
    said = (
        "令和4年度の版との違い",
        "違いは2件です",
        NAME,
        "公開する</button>",
        "削除する</button>",
        "取り込んだ版 1",
        "地図の版を取り込む",
    )
    assert [text for text in said if text not in shown] == []
    assert "取り下げる</button>" not in shown
    file = officer.get(f"{page(made)}?format=csv").content.decode()
    told = [row.split(",")[2:4] for row in file.splitlines()[1:] if "old-source" not in row]
    assert told == [["name", "changed"], ["new_call", "changed"]]


@pytest.mark.long
def test_it_is_shown_beside_the_edition_of_the_year_before_too(officer: Client):
    first = draft(name="一度目")
    actions.publish(["maas"], R5, by=OFFICER)
    second = draft(name="二度目")
    shown = officer.get(page(second)).content.decode()
    assert ("令和5年度の版との違い" in shown, "令和4年度の版との違い" in shown) == (True, True)
    assert "一度目" in shown
    assert "一度目" not in officer.get(f"{page(second)}?format=csv&against=2022").content.decode()
    assert "一度目" in officer.get(f"{page(second)}?format=csv&against=2023").content.decode()
    assert "違い" in officer.get(page(first)).content.decode()


def test_a_draft_is_drawn_for_the_officer_and_for_nobody_else(officer: Client):
    made = draft(name=NAME)
    shown = officer.get(page(made, "preview/")).content.decode()
    assert [
        text for text in ("下書きです。読む人には見えていません。", NAME, "大学が変わる") if text not in shown
    ] == []
    assert Map.objects.get(pk=made.pk).state == "draft"
    reader = Client(headers={"host": "localhost"})
    for path in ("/maps/", "/maps/maas/", "/contacts/", "/programs/?q=自動運転", "/api/v1/contacts", "/calendar.atom"):
        assert NAME not in reader.get(path).content.decode()
    assert take(officer, made, "preview") == 302
    assert Map.objects.get(pk=made.pk).state == "previewed"


def test_what_is_published_is_seen_by_readers_and_withdrawn_with_a_reason(officer: Client):
    made = draft(name=NAME)
    reader = Client(headers={"host": "localhost"})
    answer = officer.post(page(made, "publish/"), {**seen(officer, made), "reason": "新しい資料による"})
    assert (answer.status_code, answer["Location"]) == (302, f"{page(made)}?done=publish")
    assert "公開しました。" in officer.get(answer["Location"]).content.decode()
    assert NAME in reader.get("/maps/maas/").content.decode()
    assert take(officer, made, "withdraw") == 422
    assert NAME in reader.get("/maps/maas/").content.decode()
    assert take(officer, made, "withdraw", "電話番号の誤り") == 302
    assert NAME not in reader.get("/maps/maas/").content.decode()
    shown = officer.get(page(made)).content.decode()
    assert [text for text in ("電話番号の誤り", "新しい資料による", "令和4年度の版です") if text not in shown] == []
    verbs = Entry.objects.filter(kind="catalog.Map", thing=str(made.pk)).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["catalog.import", "catalog.publish", "catalog.withdraw"]


def test_whoever_brought_a_draft_in_is_told_why_there_is_no_button_and_another_publishes_it(officer: Client):
    actions.import_edition(words(name=NAME), R5, by=OFFICER)
    made = Map.objects.get(fiscal_year=2023)
    shown, other = (client.get(page(made)).content.decode() for client in (officer, at_the_door(OTHER_OFFICER)))
    why, button = "この下書きを取り込んだ人", "公開する</button>"
    assert [why in shown, button in shown, why in other, button in other] == [True, False, False, True]
    assert (take(officer, made, "publish"), Map.objects.get(pk=made.pk).state) == (403, "draft")
    assert (take(at_the_door(OTHER_OFFICER), made, "publish"), Map.objects.get(pk=made.pk).state) == (302, "published")
    assert Entry.objects.latest("pk").actor == 6


def test_a_page_that_is_old_gets_409_with_what_happened_meanwhile(officer: Client):
    made = draft(name=NAME)
    old = seen(officer, made)
    other = at_the_door(in_role(Role.PLATFORM_ADMINISTRATOR, user=6, organization=None))
    assert take(other, made, "publish", "先に公開した") == 302
    answer = officer.post(page(made, "publish/"), {**old, "reason": "わたしの理由"})
    shown = answer.content.decode()
    said = (
        "画面を開いたあとに、この版が変わりました。何も変えていません。",
        "先に公開した",
        "わたしの理由",
        "取り下げる</button>",
    )
    assert (answer.status_code, [text for text in said if text not in shown]) == (409, [])
    assert Entry.objects.filter(verb="catalog.publish").count() == 1


def test_a_draft_that_was_replaced_meanwhile_is_not_published_unseen(officer: Client):
    made = draft(name="一度目")
    old = seen(officer, made)
    assert draft(name="二度目").pk == made.pk
    assert officer.post(page(made, "publish/"), old).status_code == 409
    assert Map.objects.get(pk=made.pk).state == "draft"


def test_an_edition_that_was_dropped_meanwhile_is_told_to_be_gone(officer: Client):
    made = draft(name=NAME)
    old = seen(officer, made)
    told = {**old, "reason": "まちがえて取り込んだ"}
    asked = officer.post(page(made, "drop/"), told)
    assert (asked.status_code, Map.objects.filter(pk=made.pk).exists()) == (200, True)
    assert [text in asked.content.decode() for text in ("削除を確定する", "まちがえて取り込んだ")] == [True, True]
    answer = officer.post(page(made, "drop/"), {**told, "sure": "1"})
    assert answer["Location"] == f"{DESK}?dropped={made.pk}"
    assert f"{made.name} 2023 #{made.number} を削除しました。" in officer.get(answer["Location"]).content.decode()
    late = officer.post(page(made, "publish/"), old)
    assert (late.status_code, "まちがえて取り込んだ" in late.content.decode()) == (409, True)
    assert officer.get(page(made)).status_code == 404
    assert "この版は削除されました" in officer.get(page(made)).content.decode()
    assert officer.get(f"{DESK}999999/").status_code == 404
    assert "この版は削除されました" not in officer.get(f"{DESK}999999/").content.decode()


def test_the_edition_of_a_file_offers_to_be_withdrawn_and_not_to_be_dropped(officer: Client):
    of_file = Map.objects.get(key="maas", fiscal_year=2022)
    shown = officer.get(page(of_file)).content.decode()
    assert ("取り下げる</button>" in shown, "削除する</button>" in shown, "公開する</button>" in shown) == (
        True,
        False,
        False,
    )
    assert take(officer, of_file, "drop") == 422


@pytest.mark.long
def test_what_is_downloaded_to_edit_can_be_sent_back_and_says_nothing_new(officer: Client):
    for path in (f"{DESK}sheet/", f"{DESK}sheet/?year=2022", page(Map.objects.get(key="maas"), "sheet/")):
        answer = officer.get(path)
        assert answer["Content-Disposition"].endswith(".xlsx")
        file = io.BytesIO(answer.content)
        file.name = "map.xlsx"
        shown = send(officer, file, year="2022", **{"try": "1"}).content.decode()
        assert "違いはありません。" in shown
    assert len(read_sent(answer.content, "map.xlsx", Bounds())["箱"]) > 2


def test_for_everybody_else_there_is_no_desk_for_editions(officer: Client):
    made = draft(name=NAME)
    ura = at_the_door(URA)
    steps = ("", "sheet/", "preview/", "publish/", "withdraw/", "drop/")
    paths = [DESK, UPLOAD, f"{DESK}sheet/", *(page(made, step) for step in steps)]
    assert {ura.get(path).status_code for path in paths} == {404}
    assert ura.post(page(made, "publish/"), seen(officer, made)).status_code == 404
    assert send(ura, workbook(name=NAME)).status_code == 404
    nobody = Client(headers={"host": "localhost"})
    assert {nobody.get(path).status_code for path in paths} == {302}
