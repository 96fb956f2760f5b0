"""The members of a network as a spreadsheet: round trip, every mistake with its place, nothing lost between two."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.access.doors import MIDDLEWARE, at_the_door
from tests.networks.conftest import OFFICER
from tsunagu.access.actors import Actor
from tsunagu.access.models import Entry
from tsunagu.kernel.problems import Forbidden, Rejected
from tsunagu.kernel.spreadsheets import Bounds, read_sent
from tsunagu.kernel.tables import cell_text, to_csv, to_xlsx
from tsunagu.networks import actions, sheets
from tsunagu.networks.actions.sheet import Brought
from tsunagu.networks.cli import networks
from tsunagu.networks.models import Candidate, Network
from tsunagu.networks.queries import keeping
from tsunagu.organizations import actions as organizations
from tsunagu.organizations.models import Tie

pytestmark = pytest.mark.django_db
Cells = list[list[str]]
KEYS = [column.key for column in sheets.LAYOUT.columns]
UPLOAD = "/networks/tokushima-council/members/upload/"


def written(network: Network) -> Cells:
    """The members as somebody has them who just wrote them out."""
    made = sheets.table(row.tie for row in keeping.members(network))
    return [list(made.columns), *([cell_text(cell) for cell in row] for row in made.rows)]


def edited(cells: Cells, body: str, **values: str) -> Cells:
    """The same with some cells of a member changed."""
    [row] = [row for row in cells if row[0] == body]
    for name, value in values.items():
        row[KEYS.index(name)] = value
    return cells


def added(cells: Cells, **values: str) -> Cells:
    return [*cells, [values.get(key, "") for key in KEYS]]


def brought(network: Network, cells: Cells, by: Actor, **more: Any) -> Brought:
    return actions.bring_members(network, {"構成員": cells}, by=by, **more)


def refused(network: Network, cells: Cells, by: Actor) -> list[tuple[str, str]]:
    with pytest.raises(Rejected) as found:
        brought(network, cells, by)
    return [(problem.where, problem.code) for problem in found.value.problems]


def state() -> list[tuple[Any, ...]]:
    return list(Tie.objects.order_by("pk").values_list()) + list(Candidate.objects.values_list())


def told(result: Brought) -> list[tuple[Any, ...]]:
    return [(one.body, one.column, one.change.value, one.old, one.new) for one in result.differences]


def test_a_file_that_comes_back_as_it_went_changes_nothing(ko: Network, editor: Actor):
    made, before = sheets.table(row.tie for row in keeping.members(ko)), state()
    for content, name in ((to_xlsx([made]), "a.xlsx"), (to_csv(made, bom=True).encode(), "whatever.csv")):
        result = actions.bring_members(ko, read_sent(content, name, Bounds()), by=editor)
        assert (result.differences, result.warnings, result.missing) == ([], [], 0)
    assert state() == before


def test_members_are_changed_left_and_added_each_with_a_line_of_the_ledger(ko: Network, editor: Actor):
    cells = edited(written(ko), "awa-bank", role="幹事", until="2025-03-31")
    cells = added(cells, key="mazda", part="産", since="2026/4/1", agreed="はい")
    cells = added(cells, body="キユーピー株式会社", agreed="いいえ")
    before, lines = state(), Entry.objects.count()
    tried = brought(ko, cells, editor, dry_run=True)
    assert (state(), Entry.objects.count()) == (before, lines)
    result = brought(ko, cells, editor)
    assert told(tried) == told(result)
    assert told(result) == [
        ("阿波銀行", "role", "changed", "", "幹事"),
        ("阿波銀行", "until", "changed", "", "2025-03-31"),
        ("マツダ株式会社", "", "joined", "", "産 2026-04-01"),
        ("キユーピー株式会社", "", "waiting", "", ""),
    ]
    assert Entry.objects.count() == lines + 3
    assert Candidate.objects.get(network=ko).body.key == "kewpie"
    assert told(brought(ko, cells[:1] + cells[-2:], editor)) == []  # sent twice


def test_every_mistake_is_named_with_row_and_column_and_nothing_is_written(ko: Network, editor: Actor):
    cells = edited(written(ko), "awa-bank", since="いつか")
    edited(cells, "nichia", part="官民", until="2020-01-01", since="2021-01-01")
    edited(cells, "pref-tokushima", key="mazda")
    edited(cells, "tokushima-bank", began="{}")
    edited(cells, "shikoku-university", agreed="いいえ")
    cells = added(cells, key="kewpie", role="新しい役割", agreed="はい")
    cells = added(cells, body="徳島大", part="民", agreed="はい")
    cells = added(cells, key="nichia", agreed="いいえ")
    cells = added(cells, key="mazda")
    before = state()
    places = dict(refused(ko, cells, editor))
    rows = {row[0]: number for number, row in enumerate(cells, start=1)}
    assert places[f"構成員 {rows['awa-bank']}行目 加わった日"] == "day"
    assert f"構成員 {len(cells) - 2}行目 機関" in places
    assert f"構成員 {len(cells)}行目 公開への同意" in places
    assert sorted(places.values()) == sorted(
        ["day", "choice", "choice", "backward", "other_body", "began", "unknown", "twice", "flag", "member"]
    )
    assert state() == before


def test_another_name_of_a_body_is_told_and_not_taken_over(ko: Network, editor: Actor):
    cells = written(ko)
    row = next(number for number, row in enumerate(cells, start=1) if row[0] == "awa-bank")
    cells[row - 1][KEYS.index("body")] = "阿波のほかの銀行"
    result = brought(ko, cells, editor)
    [warning] = result.warnings
    assert (warning.code, warning.where) == ("name_kept", f"構成員 {row}行目 機関")
    assert "「阿波銀行」" in warning.message
    assert result.differences == []


def test_two_who_edit_at_once_lose_nothing(ko: Network, editor: Actor):
    mine, theirs = written(ko), written(ko)
    brought(ko, edited(theirs, "awa-bank", role="幹事", note="会議の記録"), OFFICER)
    result = brought(ko, edited(edited(mine, "awa-bank", until="2026-03-31"), "nichia", role="代表"), editor)
    assert {row[:2] for row in told(result)} == {("阿波銀行", "until"), ("日亜化学工業", "role")}
    tie = Tie.objects.get(of=ko.body, body__key="awa-bank")
    assert (tie.role, tie.note, str(tie.valid_to)) == ("幹事", "会議の記録", "2026-03-31")
    again = edited(edited(written(ko), "nichia", role="甲"), "pref-tokushima", role="乙")
    Tie.objects.filter(of=ko.body, body__key="nichia").update(role="丙")
    before = state()
    [(where, code)] = refused(ko, again, editor)
    assert (where.split()[-1], code) == ("役割", "crossed")
    assert state() == before


def test_a_member_without_a_row_stays_and_is_told(ko: Network, editor: Actor):
    before, cells = state(), written(ko)
    result = brought(ko, cells[:-2], editor)
    assert (result.missing, told(result), state()) == (2, [], before)


@pytest.mark.long
def test_what_its_people_say_stays_when_the_files_are_read_again(ko: Network, editor: Actor):
    brought(ko, edited(written(ko), "awa-bank", since="2019-10-01"), editor)
    organizations.load(Path(settings.DATA), force=True)
    [tie] = Tie.objects.filter(of=ko.body, body__key="awa-bank")
    assert str(tie.valid_from) == "2019-10-01"
    assert Tie.objects.filter(of=ko.body).count() == len(written(ko)) - 1


def test_who_keeps_another_network_may_not_send_a_file_here(ko: Network, other_editor: Actor):
    with pytest.raises(Forbidden):
        brought(ko, written(ko), other_editor)


@pytest.fixture
def door(static_files, settings):
    settings.MIDDLEWARE = MIDDLEWARE
    return at_the_door


def test_the_terminal_writes_a_file_out_and_brings_it_back(ko: Network, tmp_path: Path):
    file, run = tmp_path / "members.csv", CliRunner()
    assert run.invoke(networks, ["export-members", ko.key, "-o", str(file)]).exit_code == 0
    file.write_text(file.read_text("utf-8-sig") + "mazda,,産,,,,,はい,\n")
    count = Tie.objects.count()
    for more, size in ((["--dry-run"], count), ([], count + 1), ([], count + 1)):
        result = run.invoke(networks, ["import-members", ko.key, str(file), "--format", "csv", *more])
        assert (result.exit_code, Tie.objects.count()) == (0, size), result.output
    file.write_text(file.read_text() + "nobody,,,,,,,はい,\n")
    wrong = run.invoke(networks, ["import-members", ko.key, str(file)])
    assert (wrong.exit_code, "機関の番号" in wrong.output) == (1, True)


@pytest.mark.long
def test_the_page_tries_brings_and_says_what_is_wrong(ko: Network, editor: Actor, door):
    client = door(editor)
    made = client.get("/networks/tokushima-council/members/sheet/?format=csv")
    assert made.status_code == 200
    text = made.content.decode("utf-8-sig")

    def sent(content: str, button: str) -> Any:
        file = SimpleUploadedFile("members.csv", content.encode())
        return client.post(UPLOAD, {"spreadsheet": file, button: "1"})

    longer = text + "mazda,,産,,2026-04-01,,,はい,\r\n"
    before = state()
    answer = sent(longer, "try")
    assert (answer.status_code, state() == before) == (200, True)
    assert "マツダ株式会社" in answer.content.decode()
    assert sent(longer, "bring").status_code == 200
    assert Tie.objects.filter(of=ko.body, body__key="mazda").count() == 1
    wrong = sent(text + "nobody,,,,,,,はい,\r\n", "bring")
    assert (wrong.status_code, "行目 機関の番号" in wrong.content.decode()) == (422, True)
    Tie.objects.filter(of=ko.body, body__key="nichia").update(role="丙")
    head, _, rest = text.partition("\r\n")
    mine = "\r\n".join([head, *(row.replace("産,,", "産,甲,", 1) for row in rest.split("\r\n") if "nichia" in row)])
    assert sent(mine, "bring").status_code == 409
    assert client.post(UPLOAD, {}).status_code == 422
