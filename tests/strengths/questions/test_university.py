"""One university over the store made by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.strengths.questions.conftest import (
    ALPHA,
    BETA,
    CHEMISTRY,
    KO,
    MEDICINE,
    OTSU,
    SUBFIELDS,
    TEI,
    make_store,
    openalex,
)
from tsunagu.kernel.labels import speaking
from tsunagu.strengths.conventions.settings import Settings
from tsunagu.strengths.enums import Base
from tsunagu.strengths.making.build import build
from tsunagu.strengths.questions import amounts, university
from tsunagu.strengths.questions.choice import choice
from tsunagu.strengths.questions.reading import Institution, Reading, reading
from tsunagu.strengths.questions.university import FieldLine, Joint, Partner, University
from tsunagu.strengths.questions.university_tables import tables
from tsunagu.strengths.tables import FIRST_MADE

NEAR = 1e-9


def line(answer: University, field: int) -> FieldLine:
    return next(one for one in answer.fields if one.field == field)


def test_papers_and_q_of_a_field_and_of_all_fields(by_hand: Reading, ko: Institution) -> None:
    answer = university.about(by_hand, choice(by_hand.edition), ko, Base.WORLD)
    assert answer.total is not None
    assert (answer.total.n, answer.total.papers) == (13, pytest.approx(12.5, abs=NEAR))
    assert answer.total.q == pytest.approx(1 / 15, abs=NEAR)
    now = line(answer, CHEMISTRY).now
    assert now is not None
    assert (now.n, now.papers, now.top) == (7, pytest.approx(6.5, abs=NEAR), pytest.approx(5 / 6, abs=NEAR))
    assert now.low is not None
    assert now.low <= 5 / 39 <= now.high
    assert line(answer, 2).now is None  # no papers is not a Q of 0


def test_whole_counting_counts_each_paper_and_fractions_stand_beside_it(by_hand: Reading, ko: Institution) -> None:
    answer = university.about(by_hand, choice(by_hand.edition, counting="full"), ko, Base.WORLD)
    now = line(answer, CHEMISTRY).now
    assert now is not None
    assert (now.papers, now.fractional) == (7, pytest.approx(6.5, abs=NEAR))
    assert now.q == pytest.approx((1 + 1 / 3) / 7, abs=NEAR)


def test_the_portfolio_is_compared_with_the_set_that_was_asked_for(by_hand: Reading, ko: Institution) -> None:
    # Ko: 0.52 in chemistry. The world: 20 of 30; Japan: 15 of 25; group 1 (Ko and Otsu): 14 of 22.
    expected = {Base.WORLD: 0.52 / (20 / 30), Base.COUNTRY: 0.52 / (15 / 25), Base.GROUP: 0.52 / (14 / 22)}
    found = {
        base: line(university.about(by_hand, choice(by_hand.edition), ko, base), CHEMISTRY).activity for base in Base
    }
    assert found == {base: pytest.approx(value, abs=NEAR) for base, value in expected.items()}


def test_contributions_add_up_to_nothing_and_shares_are_of_the_country(by_hand: Reading, ko: Institution) -> None:
    answer = university.about(by_hand, choice(by_hand.edition), ko, Base.WORLD)
    chemistry, medicine = line(answer, CHEMISTRY), line(answer, MEDICINE)
    assert chemistry.contribution == pytest.approx(0.52 * (5 / 39 - 1 / 15), abs=NEAR)
    assert medicine.contribution == pytest.approx(0.48 * (0 - 1 / 15), abs=NEAR)
    national = chemistry.national
    assert national is not None
    assert (national.papers, national.top) == (pytest.approx(6.5 / 15, abs=NEAR), pytest.approx(1 / 2, abs=NEAR))
    assert national.relative_q == pytest.approx((5 / 39) / (1 / 9), abs=NEAR)
    assert medicine.specialization == pytest.approx((1.44**2 - 1) / (1.44**2 + 1), abs=NEAR)


def test_the_trend_has_every_window_and_is_unknown_where_there_are_no_papers(by_hand: Reading, ko: Institution) -> None:
    answer = university.about(by_hand, choice(by_hand.edition), ko, Base.WORLD)
    assert list(answer.spans) == [(2018, 2022), (2019, 2023)]
    assert [one.n if one else None for one in answer.trends[CHEMISTRY]] == [None, 7]
    assert [one.n if one else None for one in answer.trends[0]] == [6, 13]


def test_kinds_of_collaboration_and_partners(by_hand: Reading, ko: Institution) -> None:
    answer = university.about(by_hand, choice(by_hand.edition), ko, Base.WORLD)
    kinds = {kind.kind: kind for kind in answer.kinds}
    assert (kinds["collab"].n, kinds["collab"].of, kinds["collab"].share) == (1, 13, 1 / 13)
    assert (kinds["short"].n, kinds["short"].of) == (1, 1)  # of the papers with a known distance
    assert (kinds["long"].n, kinds["long"].of) == (0, 1)
    assert kinds["international"].q is None
    assert answer.joint is not None
    assert [(one.institution.institution_id, one.n, one.top) for one in answer.joint.partners] == [(OTSU, 1, 1.0)]
    assert (answer.joint.left_out, answer.joint.most) == (0, None)


def test_partners_are_unknown_where_joint_works_are_not_computed(by_hand: Reading) -> None:
    assert university.about(by_hand, choice(by_hand.edition), by_hand.institutions[ALPHA], Base.WORLD).joint is None


@pytest.mark.long
def test_works_of_too_many_institutions_are_no_joint_works_but_counted(tmp_path: Path) -> None:
    build(make_store(tmp_path), settings=Settings(cap=1))
    opened = reading(tmp_path)
    assert university.about(opened, choice(opened.edition), opened.institutions[KO], Base.WORLD).joint == Joint(
        [], 1, 2
    )


def test_a_subfield_of_few_papers_is_not_held(by_hand: Reading) -> None:
    # Alpha has nothing but chemistry: 5 papers in 2019 to 2023, 1 in 2018 to 2022.
    alpha = by_hand.institutions[ALPHA]
    related = university.about(by_hand, choice(by_hand.edition), alpha, Base.WORLD).related
    assert related is not None
    assert (related.held, related.least) == (1, 5)
    assert university.about(by_hand, choice(by_hand.edition, window=2022), alpha, Base.WORLD).related is None


def test_near_subfields_are_those_without_an_advantage(by_hand: Reading, ko: Institution) -> None:
    related = university.about(by_hand, choice(by_hand.edition), ko, Base.WORLD).related
    assert related is not None
    assert related.held == 1  # medicine, 0.48 of its papers, a third of the world's
    # No university has an advantage in both, so that nothing that Ko holds is near chemistry.
    assert [(one.field, one.density) for one in related.neighbors] == [(SUBFIELDS[CHEMISTRY], 0.0)]


def test_of_an_institution_without_papers_or_from_elsewhere_nothing_is_said(by_hand: Reading) -> None:
    for number in (TEI, BETA):
        answer = university.about(by_hand, choice(by_hand.edition), by_hand.institutions[number], Base.WORLD)
        assert (answer.known, answer.total, answer.standing, list(answer.kinds)) == (False, None, None, [])


def test_no_interval_is_shown_for_a_counting_without_one(by_hand: Reading, ko: Institution) -> None:
    answer = university.about(by_hand, choice(by_hand.edition, counting="author"), ko, Base.WORLD)
    assert answer.has_interval is False
    assert {one.low for trend in answer.trends.values() for one in trend if one} == {None}


def test_the_export_holds_each_table_of_the_page_with_its_source_in_each_row(by_hand: Reading, ko: Institution) -> None:
    found = tables(by_hand, university.about(by_hand, choice(by_hand.edition), ko, Base.WORLD))
    assert [table.name for table in found] == ["分野", "推移", "共著", "共著の相手", "近い分野", "出典"]
    assert all(len(row) == len(table.columns) for table in found for row in table.rows)
    assert found[0].rows[0][:5] == ("甲大学", 101, None, "全分野", 13)
    assert dict(found[-1].rows)["大学"] == "甲大学"
    with speaking("en"):
        assert tables(by_hand, university.about(by_hand, choice(by_hand.edition), ko, Base.WORLD))[0].rows[0][3] == (
            "All fields"
        )


def test_a_successor_that_openalex_does_not_know_is_named_by_its_ror(by_hand: Reading, ko: Institution) -> None:
    made = replace(ko, openalex_id=FIRST_MADE + 5, ror="https://ror.org/0abc")
    assert (made.openalex, made.identifier) == (None, "https://ror.org/0abc")
    assert (ko.openalex, ko.identifier) == (openalex(KO), f"I{openalex(KO)}")
    answer = replace(
        university.about(by_hand, choice(by_hand.edition), ko, Base.WORLD),
        institution=made,
        joint=Joint([Partner(made, 3, 1.0)], 0, None),
    )
    *_, partners, _, source = tables(by_hand, answer)
    assert next(iter(partners.rows))[:4] == ("甲大学", None, "https://ror.org/0abc", "日本")
    assert dict(source.rows)["OpenAlex"] is None  # type: ignore[arg-type]


@pytest.mark.long
def test_warming_computes_what_all_pages_share(tmp_path: Path) -> None:
    opened = reading(make_store(tmp_path).directory)
    university.warm(opened)
    usual = choice(opened.edition)
    opened.engine.close()  # what is answered now was kept
    assert university._joint_works(opened, usual.window)[0].num_rows > 0
    assert amounts._kinds_of_all(opened, usual.scheme).num_rows > 0
