"""Files of researchers are read line by line; what is wrong is named with line and column, and nothing is guessed."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date

import pytest

from tests.registers.people import HEAD, erad, lines, orcid, record, row, table
from tsunagu.kernel.problems import Rejected
from tsunagu.registers import queries
from tsunagu.registers.actions import researcher_files, researchers
from tsunagu.registers.enums import PeopleRegister, State
from tsunagu.registers.models import Reading, Researcher, Unlisted
from tsunagu.registers.rules import kaken, researchmap
from tsunagu.registers.rules.researchers import Claim, Wrong, day

KAKEN, RESEARCHMAP = PeopleRegister.KAKEN, PeopleRegister.RESEARCHMAP


def _counts(reading: Reading) -> tuple[int, ...]:
    return reading.lines, reading.new, reading.changed, reading.same, reading.refused


# Rules ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2026-04-01", date(2026, 4, 1), date(2026, 4, 1)),
        ("2026年4月1日", date(2026, 4, 1), date(2026, 4, 1)),
        ("2026/02", date(2026, 2, 1), date(2026, 2, 28)),
        ("2025-12", date(2025, 12, 1), date(2025, 12, 31)),
        ("2026", None, None),
        ("9999-12", None, None),
        ("", None, None),
    ],
)
def test_a_month_is_its_first_or_last_day_and_a_year_alone_is_unknown(written, first, last):
    assert (day(written, "x"), day(written, "x", last=True)) == (first, last)


def test_what_is_no_day_is_refused():
    for written in ("2026-13-01", "春", "2026-02-30"):
        with pytest.raises(Wrong, match="is no day"):
            day(written, "x")


def test_a_record_of_researchmap_is_read_by_the_names_of_its_web_api():
    areas = {"@type": "research_areas", "items": [{"research_field": {"ja": "光工学・光量子科学"}}]}
    told = record("R1", "見本", "花子", identifiers={"erad_id": [erad(1)], "orc_id": [orcid(2)]}, **{"@graph": [areas]})
    found = researchmap.researcher(told)
    assert (found.code, found.name, found.kana, found.latin) == ("R1", "見本 花子", "ミホン ハナコ", "Hanako Mihon")
    assert found.numbers == (("erad-researcher", erad(1)), ("orcid", orcid(2)))
    assert (found.fields, found.as_of) == (("光工学・光量子科学",), date(2026, 10, 5))
    post = Claim(body="高知大学", unit="理工学部", title="教授", title_en="Professor", printed="高知大学 理工学部 教授")
    assert found.posts == (post,)
    assert researchmap.unknown(told) == Counter()


def test_what_its_owner_shows_to_researchers_only_is_left_out():
    hidden = {"affiliation": {"ja": "乙大学"}, "display": "researchers_only"}
    told = record(
        "R1", "見本", "花子", affiliations=[hidden], identifiers={"erad_id": [erad(1)]}, display_erad_id="closed"
    )
    found = researchmap.researcher(told)
    assert (found.posts, found.numbers) == ((), ())


def test_fields_that_nobody_knows_are_counted_and_no_mistake():
    graph = [{"@type": "published_papers"}, {"@type": "podcasts"}]
    told = record("R1", "見本", "花子", hobby="釣り", identifiers={"erad_id": [], "x_id": ["1"]}, **{"@graph": graph})
    assert researchmap.unknown(told) == Counter({"hobby": 1, "identifiers.x_id": 1, "@graph.podcasts": 1})
    assert researchmap.researcher(told).name == "見本 花子"


@pytest.mark.parametrize(
    ("more", "column"),
    [
        ({"identifiers": {"orc_id": ["0000-0002-1825-0098"]}}, "orc_id"),
        ({"identifiers": {"erad_id": ["12345678"]}}, "erad_id"),
        ({"identifiers": [1]}, "identifiers"),
        ({"affiliations": "高知大学"}, "affiliations"),
        ({"family_name": ["見本"]}, "family_name"),
        ({"family_name": {}, "given_name": {}}, "family_name"),
        ({"rm:user_id": "見本"}, "rm:user_id"),
    ],
)
def test_a_wrong_record_is_refused_with_the_name_of_its_field(more, column):
    with pytest.raises(Wrong) as refused:
        researchmap.researcher(record("R1", "見本", "花子") | more)
    assert refused.value.column == column


def test_columns_are_known_by_their_headings_in_any_order_and_width():
    head = ["備考", "職名", "氏名（カナ）", "研究者番号", "所属研究機関名", "氏名"]
    places = kaken.places(head)
    assert places == {"code": 3, "name": 5, "kana": 2, "body": 4, "title": 1}
    assert kaken.unknown(head) == ["備考"]
    with pytest.raises(Wrong, match="研究者番号 and 氏名"):
        kaken.places(["番号", "氏名"])


def test_the_affiliation_of_a_search_in_kaken_is_taken_apart():
    told = {
        "code": erad(1),
        "name": "見本 花子",
        "whole": "2026年度: 高知大学, 大学院工学研究科, 教授\n乙大学, 客員教授",
    }
    first, second = kaken.researcher(told).posts
    assert (first.body, first.unit, first.title) == ("高知大学", "大学院工学研究科", "教授")
    assert (second.body, second.unit, second.title) == ("乙大学", "", "客員教授")


@pytest.mark.parametrize(
    ("more", "column"),
    [
        ({"code": "12345678"}, "研究者番号"),
        ({"orcid": "0000-0002-1825-0098"}, "ORCID"),
        ({"name": " "}, "氏名"),
        ({"share": "101%"}, "従事割合"),
        ({"first": "いつか"}, "着任日"),
        ({"body_code": "12"}, "研究機関コード"),
        ({"name": "見本\udc83花子"}, "氏名"),
    ],
)
def test_a_wrong_cell_is_refused_with_its_column(more, column):
    with pytest.raises(Wrong) as refused:
        kaken.researcher({"code": erad(1), "name": "見本 花子", "body": "高知大学"} | more)
    assert refused.value.column == column


# Reading -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
@pytest.mark.django_db
def test_the_same_file_a_second_time_changes_nothing(tmp_path, encoding):
    file = table(
        tmp_path, row(1, "見本 花子"), row(2, "見本 太郎"), row(1, "見本　花子", "岐阜大学"), encoding=encoding
    )
    assert _counts(researchers.read_in(KAKEN, file)) == (3, 2, 0, 1, 0)
    assert _counts(researchers.read_in(KAKEN, file)) == (3, 0, 0, 3, 0)
    entry = queries.researcher(KAKEN, erad(1))
    assert entry is not None
    assert [post["body"] for post in entry.posts] == ["高知大学", "岐阜大学"]
    assert (entry.file, entry.line, entry.as_of) == ("kaken.csv", 2, None)
    assert entry.mark == researcher_files.mark(file)


@pytest.mark.django_db
def test_what_a_later_file_says_takes_the_place_of_the_earlier(tmp_path):
    researchers.read_in(KAKEN, table(tmp_path, row(1, "見本 花子"), row(2, "見本 太郎")))
    later = table(tmp_path, row(1, "見本 花子", "岐阜大学"), row(2, "見本 太郎"), name="later.csv")
    assert _counts(researchers.read_in(KAKEN, later)) == (2, 0, 1, 1, 0)
    assert [entry.file for entry in queries.researchers_of(KAKEN)] == ["later.csv", "later.csv"]


@pytest.mark.django_db
def test_lines_that_cannot_be_taken_are_named_and_the_others_taken(tmp_path):
    broken = [
        row(1, "見本 花子"),
        ["12345678", "見本 次郎"],
        row(3, ""),
        [*row(4, "見本 四郎"), "", "x"],
        row(1, "別人"),
    ]
    reading = researchers.read_in(KAKEN, table(tmp_path, *broken))
    assert _counts(reading) == (5, 1, 0, 0, 4)
    told = [(one["line"], one["column"], one["code"]) for one in reading.problems]
    assert told == [
        (3, "研究者番号", "check-digit"),
        (4, "氏名", "name"),
        (5, "", "columns"),
        (6, "code", "twice"),
    ]


@pytest.mark.parametrize("shape", ["lines", "list", "one", "search"])
@pytest.mark.django_db
def test_json_is_read_as_lines_as_a_list_and_as_one_record(tmp_path, shape):
    told = record("R1", "見本", "花子", hobby="釣り")
    path = tmp_path / "researchers.json"
    written = {"lines": told, "list": [told], "one": told, "search": {"total_items": 1, "items": [told]}}[shape]
    path.write_text(json.dumps(written, ensure_ascii=False, indent=None if shape == "lines" else 1))
    reading = researchers.read_in(RESEARCHMAP, path)
    assert _counts(reading) == (1, 1, 0, 0, 0)
    assert reading.unknown == {"hobby": 1}


@pytest.mark.django_db
def test_a_broken_line_of_json_is_named(tmp_path):
    file = lines(tmp_path, record("R1", "見本", "花子"), '{"family_name": ', "[1]", record("R2", "見本", "太郎"))
    reading = researchers.read_in(RESEARCHMAP, file)
    assert _counts(reading) == (4, 2, 0, 0, 2)
    assert [(one["line"], one["code"]) for one in reading.problems] == [(2, "json"), (3, "json")]


@pytest.mark.parametrize(
    ("name", "text"),
    [("x.csv", "番号,名\n1,2\n"), ("x.csv", ""), ("x.xlsx", "PK"), ("x.json", '[{"a": 1'), ("x.json", "研究者")],
)
@pytest.mark.django_db
def test_a_file_of_another_kind_is_refused_as_a_whole(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(Rejected, match=name):
        researchers.read_in(RESEARCHMAP if name == "x.json" else KAKEN, path)
    assert not Researcher.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_reading_that_was_stopped_goes_on_where_it_was(tmp_path, monkeypatch):
    monkeypatch.setattr(researchers, "_AT_ONCE", 2)
    file = table(tmp_path, *(row(serial, f"見本 {serial}") for serial in range(1, 6)))

    def stop(reading: Reading, size: int) -> None:
        if reading.position == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        researchers.read_in(KAKEN, file, tell=stop)
    assert (Researcher.objects.count(), Reading.objects.get().state) == (4, State.STOPPED)
    positions: list[int] = []
    reading = researchers.read_in(KAKEN, file, tell=lambda reading, size: positions.append(reading.position))
    assert (positions, reading.state, _counts(reading)) == ([5], State.DONE, (5, 5, 0, 0, 0))


@pytest.mark.django_db
def test_who_was_forgotten_is_not_read_in_again(tmp_path):
    file = table(tmp_path, row(1, "見本 花子"), row(2, "見本 太郎"))
    researchers.read_in(KAKEN, file)
    researchers.forget(queries.researchers_of(KAKEN).filter(code=erad(1)))
    assert _counts(researchers.read_in(KAKEN, file)) == (2, 0, 0, 2, 0)
    assert [entry.name for entry in queries.researchers_of(KAKEN)] == ["見本 太郎"]
    assert erad(1) not in Unlisted.objects.get().entry


def test_headings_are_those_of_the_made_up_files():
    assert kaken.unknown(HEAD) == []
