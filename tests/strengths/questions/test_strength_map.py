"""The map of strong fields over the store made by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pytest

from tests.strengths.questions.conftest import CHEMISTRY, HEI, KO, MEDICINE, OTSU, TEI, make_store, openalex
from tsunagu.strengths.enums import Counting, Reference, Rule, Verdict
from tsunagu.strengths.questions import strength_map
from tsunagu.strengths.questions.choice import choice
from tsunagu.strengths.questions.reading import Reading
from tsunagu.strengths.questions.records import MapQuestion
from tsunagu.strengths.questions.standing import standings
from tsunagu.strengths.questions.strength_map import StrengthMap
from tsunagu.strengths.questions.strength_map_tables import tables
from tsunagu.strengths.storage.engines import DuckDB
from tsunagu.strengths.storage.store import Store

NEAR = 1e-9  # what rounding to 2^-40 leaves


@pytest.fixture
def question() -> MapQuestion:
    return MapQuestion(least=1)


def listed(answer: StrengthMap, field: int) -> list[int]:
    """Who is listed in a field, in the order shown."""
    row = next(row for row in answer.rows if row.field == field)
    return [entry.institution.institution_id for entries in row.listed.values() for entry in entries]


def test_shares_are_of_all_papers_of_the_country_by_institutions_of_every_sector(
    by_hand: Reading, question: MapQuestion
) -> None:
    found = standings(by_hand, choice(by_hand.edition))
    # Ko 6.5 + 6, Otsu 7.5 + 2, Hei 1 + 2: 25 in all
    assert {one: round(found[one].share, 9) for one in (KO, OTSU, HEI)} == {KO: 0.5, OTSU: 0.38, HEI: 0.12}
    assert {found[one].group for one in (KO, OTSU, HEI)} == {1}
    assert TEI not in found


def test_the_reference_is_the_all_field_q_of_the_university_with_most_papers(
    by_hand: Reading, question: MapQuestion
) -> None:
    reference = strength_map.answer(by_hand, question).reference
    assert reference is not None
    assert reference.institution is not None
    assert reference.institution.institution_id == KO
    assert reference.amount.n == 13
    assert reference.amount.papers == pytest.approx(12.5, abs=NEAR)
    assert reference.amount.q == pytest.approx(5 / 6 / 12.5, abs=NEAR)  # 1/15
    assert reference.amount.low is not None
    assert reference.amount.low <= 1 / 15 <= reference.amount.high


def test_those_whose_q_reaches_the_reference_are_listed_by_field_and_group_in_the_order_of_papers(
    by_hand: Reading, question: MapQuestion
) -> None:
    answer = strength_map.answer(by_hand, question)
    # chemistry: Ko 5/39, Otsu 1/9; medicine: Ko 0, Otsu 1/2
    assert listed(answer, CHEMISTRY) == [OTSU, KO]  # 8 and 7 papers, whatever their Q
    assert listed(answer, MEDICINE) == [OTSU]
    assert listed(strength_map.answer(by_hand, question), CHEMISTRY) == [OTSU, KO]
    assert (answer.universities, answer.institutions, dict(answer.reached)) == (2, 2, {1: 2})
    assert dict(answer.sizes) == {1: 2}
    entry = next(entry for row in answer.rows for entry in row.listed.get(1, ()) if row.field == MEDICINE)
    assert (entry.amount.n, round(entry.amount.q or 0, 9)) == (2, 0.5)


def test_a_value_that_was_typed_in_is_the_reference_and_one_point_below_is_near(
    by_hand: Reading, question: MapQuestion
) -> None:
    typed = replace(question, reference=Reference.VALUE, value=Decimal(12))
    answer = strength_map.answer(by_hand, typed)
    chemistry = next(row for row in answer.rows if row.field == CHEMISTRY)
    assert listed(answer, CHEMISTRY) == [KO]  # 5/39 = 12.8%
    assert [entry.institution.institution_id for entry in chemistry.near] == [OTSU]  # 1/9 = 11.1%
    assert answer.reference.amount.q - chemistry.near[0].amount.q == pytest.approx(0.12 - 1 / 9, abs=NEAR)
    narrow = strength_map.answer(by_hand, replace(typed, margin=5))
    assert next(row for row in narrow.rows if row.field == CHEMISTRY).near == []


class Listening(DuckDB):
    """An engine that knows what it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def sql(self, rows: ir.Table, schema: ibis.Schema | None = None) -> str:
        self.asked.append(super().sql(rows, schema))
        return self.asked[-1]


@pytest.mark.long
def test_every_margin_and_least_number_is_asked_in_the_same_words(hand_store: Path) -> None:
    with Listening() as engine:
        opened = Reading(Store(hand_store), engine)
        usual = MapQuestion(reference=Reference.VALUE, value=Decimal(12))
        strength_map.answer(opened, usual)
        before = set(engine.asked)
        # chemistry: Otsu's 1/9 is 0.0089 below; medicine: Ko's 0 is 0.12 below
        near = {0: 0, 8: 0, 9: 1, 119: 1, 120: 2, 1000: 2}
        found = {margin: strength_map.answer(opened, replace(usual, least=1, margin=margin)).rows for margin in near}
        assert {margin: sum(len(row.near) for row in rows) for margin, rows in found.items()} == near
        assert set(engine.asked) == before


def test_another_university_may_be_the_reference(by_hand: Reading, question: MapQuestion) -> None:
    named = replace(question, reference=Reference.NAMED, university=str(openalex(OTSU)))
    answer = strength_map.answer(by_hand, named)
    assert answer.reference is not None
    assert answer.reference.amount.q == pytest.approx((5 / 6 + 1) / 9.5, abs=NEAR)
    assert (listed(answer, CHEMISTRY), listed(answer, MEDICINE)) == ([], [OTSU])


def test_a_reference_without_papers_leaves_the_map_empty(by_hand: Reading, question: MapQuestion) -> None:
    answer = strength_map.answer(by_hand, replace(question, reference=Reference.NAMED, university=str(openalex(TEI))))
    assert (answer.reference, list(answer.rows)) == (None, [])


@pytest.mark.long
def test_the_usual_least_is_fifty_papers_and_five_for_a_sample_and_is_told_with_the_answer(
    by_hand: Reading, tmp_path: Path
) -> None:
    sample = Reading(make_store(tmp_path, "sample by hand"))
    for opened, least in ((by_hand, 50), (sample, 5)):
        answer = strength_map.answer(opened, MapQuestion())
        assert answer.terms.least == least
        assert dict(tables(opened, answer)[-1].rows)["論文数の下限"] == least
    assert listed(answer, CHEMISTRY) == [OTSU, KO]


def test_those_with_too_few_papers_are_counted_not_listed(by_hand: Reading, question: MapQuestion) -> None:
    answer = strength_map.answer(by_hand, replace(question, least=8))
    rows = {row.field: row for row in answer.rows}
    assert (listed(answer, CHEMISTRY), rows[CHEMISTRY].few, rows[CHEMISTRY].looked_at) == ([OTSU], 1, 2)  # Ko has 7
    assert (listed(answer, MEDICINE), rows[MEDICINE].few, rows[MEDICINE].looked_at) == ([], 2, 2)
    assert (rows[2].count, rows[2].few, rows[2].looked_at) == (0, 0, 0)


def test_the_rule_of_the_interval_lists_only_those_whose_lower_end_reaches_the_reference(
    by_hand: Reading, question: MapQuestion
) -> None:
    point = strength_map.answer(by_hand, question)
    answer = strength_map.answer(by_hand, replace(question, rule=Rule.INTERVAL))
    strong = {
        (e.field, e.institution.institution_id)
        for row in point.rows
        for es in row.listed.values()
        for e in es
        if e.verdict is Verdict.STRONG
    }
    shown = {(row.field, e.institution.institution_id) for row in answer.rows for es in row.listed.values() for e in es}
    assert shown == strong
    # 7 papers, of which 5 are no top papers: a draw of these alone is no rare one, (5/7)^7 is 9%.
    assert (CHEMISTRY, KO) not in shown


def test_other_institutions_than_universities_come_when_they_are_asked_for(
    by_hand: Reading, question: MapQuestion
) -> None:
    typed = replace(question, reference=Reference.VALUE, value=Decimal(0))
    assert HEI not in listed(strength_map.answer(by_hand, typed), CHEMISTRY)
    assert HEI in listed(strength_map.answer(by_hand, replace(typed, everyone=True)), CHEMISTRY)


def test_without_intervals_every_university_that_reaches_the_reference_does_so_by_its_point(by_hand: Reading) -> None:
    answer = strength_map.answer(by_hand, MapQuestion(counting=Counting.AUTHOR, least=1))
    verdicts = {entry.verdict for row in answer.rows for entries in row.listed.values() for entry in entries}
    assert verdicts == {Verdict.POINT}


def test_the_export_holds_what_the_page_shows_and_what_it_rests_on(by_hand: Reading, question: MapQuestion) -> None:
    listed, counts, source = tables(by_hand, strength_map.answer(by_hand, question))
    assert [row[:4] for row in listed.rows] == [
        ("化学", "第1グループ", "乙大学", openalex(OTSU)),
        ("化学", "第1グループ", "甲大学", openalex(KO)),
        ("臨床医学", "第1グループ", "乙大学", openalex(OTSU)),
    ]
    assert len(counts.rows) == 8
    facts = dict(source.rows)
    assert (facts["表示中の期間"], facts["論文数の下限"], facts["大学グループの版"]) == (
        "2019-2023",
        1,
        "NISTEP調査資料-288",
    )
    assert (facts["数え方"], facts["判定の方法"], facts["機関の種類"]) == (
        "分数カウント（機関）",
        "Q値が基準以上",
        "大学だけ",
    )
    assert {len(row) for row in listed.rows} == {len(listed.columns)}
