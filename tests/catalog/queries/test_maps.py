"""The maps and contact tables of the real data, as printed in the decks; that they take as many statements for one as
for all.
"""

from __future__ import annotations

from datetime import date

import pytest

from tsunagu.catalog.enums import BodyKind, Phase, State
from tsunagu.catalog.models import Box
from tsunagu.catalog.queries import contacts, editions, maps
from tsunagu.catalog.queries.contacts import ContactQuery
from tsunagu.catalog.queries.maps import MapQuery
from tsunagu.catalog.sheets import tables
from tsunagu.kernel.years import FiscalYear

pytestmark = pytest.mark.django_db


def test_the_maps_of_the_newest_year_are_shown_in_order():
    drawn = maps.maps(MapQuery())
    assert [one.map.key for one in drawn][:2] == ["maas", "smart-agriculture"]
    assert (len(drawn), len(maps.cards(drawn))) == (8, 76)
    assert [column.phase for column in drawn[0].columns] == list(Phase)


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ({"phase": Phase.UNIVERSITY}, lambda box: box.phase == "university"),
        ({"ministry": "meti"}, lambda box: box.program.ministry.key == "meti"),
    ],
)
def test_a_map_is_narrowed_to_the_boxes_that_fit(query, fits):
    shown = {card.box.pk for card in maps.cards(maps.maps(MapQuery(**query)))}
    every = Box.objects.select_related("program__ministry")
    assert shown == {box.pk for box in every if fits(box)}
    assert 0 < len(shown) < 76


@pytest.mark.long
def test_a_map_is_narrowed_by_who_applies_and_by_open_calls():
    def shown(**query) -> set[str]:
        return {card.box.program.key for card in maps.cards(maps.maps(MapQuery(**query)))}

    then = date(2022, 2, 1)
    assert "medical-venture" in shown(new_call=False, as_of=then)
    assert "medical-venture" not in shown(new_call=True, as_of=then)
    assert "medical-venture" in shown(state=State.CONTINUING, as_of=then)
    assert "local-10000" in shown(applicant=BodyKind.CITY)
    assert "local-10000" not in shown(applicant=BodyKind.RESEARCHER)
    assert "coi-next" in shown(applicant=BodyKind.NATIONAL_UNIVERSITY)


def test_a_year_without_maps_has_none():
    assert maps.maps(MapQuery(fiscal_year=FiscalYear(1999))) == []


@pytest.mark.parametrize("query", [{}, {"theme": "maas"}, {"applicant": BodyKind.CITY}])
def test_maps_take_as_many_statements_for_one_as_for_all(django_assert_num_queries, query):
    with django_assert_num_queries(12):
        drawn = maps.maps(MapQuery(**query))
        maps.box_table(drawn)
    assert len(drawn) == (1 if "theme" in query else 8)


# Copied by hand from the contact tables of the deck (slides 31, 33, 37, 39, 45 and 53).
PRINTED = """
MaaS・自動運転,RoAD to the L4プロジェクト,2,5846000,True,True,\
経済産業省,製造産業局/自動車課/ITS・自動走行推進室,03-3501-1618,,itshann@meti.go.jp
MaaS・自動運転,未来技術社会実装事業,3,77322,True,True,内閣府,地方創生推進事務局/未来技術実装担当,03-6206-6175,,
MaaS・自動運転,共創の場形成支援プログラム,1,13750508,False,True,文部科学省,科学技術・学術政策局/産業連携・地域振興課/拠点形成・地域振興室,03-5253-4111,4195,coi-next@mext.go.jp
MaaS・自動運転,地方大学・地域産業創生交付金,3,7200000,False,True,内閣府,地方創生推進事務局,03-6257-3803,,
MaaS・自動運転,産学融合拠点創出事業,2,250911,False,True,経済産業省,産業技術環境局/大学連携推進室,03-3501-0075,,s-sangi-daigakurenkeisuishin@meti.go.jp
スマート農業,スマート農業技術の開発・実証・実装プロジェクト,2,4850000,True,True,農林水産省,農林水産技術会議事務局/研究推進課,03-3502-7437,5891,smart_agri@maff.go.jp
地域脱炭素,ムーンショット型農林水産研究開発事業,2,3000000,False,False,農林水産省,農林水産技術会議事務局/研究推進課,03-3502-7462,,kensui_soukatuhan@maff.go.jp
防災・減災,河川砂防技術開発公募,1;2,,False,True,国土交通省,水管理・国土保全局/河川計画課河川情報企画室,03-5253-8446,35395,hqt-kasenkoubo@gxb.mlit.go.jp
防災・減災,消防防災科学技術研究推進制度,1;2;3,134504,False,True,消防庁,予防課（消防技術政策担当）,03-5253-7541,,gisei2@ml.soumu.go.jp
地域バイオコミュニティ,バイオコミュニティの形成に係る調査等（PRISM）,1;2;3,10000000,True,True,内閣府,科学技術・ｲﾉﾍﾞｰｼｮﾝ推進事務局/参事官（重要課題担当）付,03-6910-2049,,
地域バイオコミュニティ,バイオマス地産地消対策,2;3,836798,True,True,農林水産省,大臣官房環境バイオマス政策課,03-6738-6478,,biomass-group@maff.go.jp
地域バイオコミュニティ,みどりの食料システム戦略実現技術開発・実証事業,2,3466178,True,True,農林水産省,農林水産技術会議事務局/研究推進課;農林水産技術会議事務局/研究企画課,03-3502-7437;03-3501-4609,,smart_agri@maff.go.jp
地域バイオコミュニティ,医療系ベンチャートータルサポート事業,1;2,300000,False,False,厚生労働省,医政局/経済課,03-3595-2421,,mhlw_venture@mhlw.go.jp
""".strip().splitlines()


def test_the_contact_table_has_the_columns_and_the_rows_of_the_deck_to_the_character():
    table = contacts.contact_table(contacts.contacts(ContactQuery()))
    columns = "theme program applicant_types budget_thousand_yen inclusive new_call ministry department tel"
    added = ["extension", "email", "partial", "consortium", "state", "as_of", "state_basis"]
    assert table.columns == [*columns.split(), *added]
    rows = [",".join("" if cell is None else str(cell) for cell in row[:-5]) for row in table.rows]
    assert len(rows) == 80
    assert [line for line in PRINTED if line not in rows] == []
    assert rows[0] == PRINTED[0]


def test_a_contact_row_says_who_applies_in_part_and_which_apply_together():
    table = contacts.contact_table(contacts.contacts(ContactQuery()))
    partial, consortium = table.columns.index("partial"), table.columns.index("consortium")
    marked = {
        (row[0], row[1]): (row[partial], row[consortium]) for row in table.rows if row[partial] or row[consortium]
    }
    rows = [row.contact for row in contacts.contacts(ContactQuery())]
    assert marked == {
        (row.map.name, row.name): (";".join(row.partial), row.consortium)
        for row in rows
        if "一部" in row.applicants_printed or "コンソーシアム" in row.applicants_printed
    }
    assert len(marked) > 1


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"theme": "maas"}, 8),
        ({"program": "coi-next", "theme": "bio"}, 1),
        ({"ministry": "mhlw"}, 1),
        ({"words": "03-3501-1618"}, 1),
    ],
)
def test_contacts_are_narrowed(query, count):
    assert len(contacts.contacts(ContactQuery(**query))) == count


@pytest.mark.parametrize("words", ["ITSHANN@meti.go.jp", "自動車課", "road to the l4"])
def test_contacts_are_found_by_mail_department_and_name(words):
    assert [row.contact.program.key for row in contacts.contacts(ContactQuery(words=words))] == ["road-to-l4"]


@pytest.mark.parametrize(("query", "rows"), [({}, 80), ({"theme": "maas"}, 8), ({"program": "road-to-l4"}, 1)])
def test_contacts_take_ten_statements_for_one_row_and_for_80(django_assert_num_queries, query, rows):
    with django_assert_num_queries(10):
        table = contacts.contact_table(contacts.contacts(ContactQuery(**query)))
    assert len(table.rows) == rows


def test_an_edition_for_a_spreadsheet_takes_four_statements(django_assert_num_queries):
    chosen = list(editions.shown(FiscalYear(2022)))
    with django_assert_num_queries(4):
        found = tables(editions.whole(chosen))
    assert [len(table.rows) for table in found] == [8, 76, 80]
