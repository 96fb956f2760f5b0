"""The works behind a number and the reasons of a weight, over the store made by hand."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.strengths.questions.conftest import (
    ALPHA,
    BETA,
    CHEMISTRY,
    FIELDS,
    HEI,
    KO,
    MEDICINE,
    OTSU,
    make_store,
    openalex,
)
from tsunagu.kernel.labels import speaking
from tsunagu.strengths.enums import Counting, Only, Top
from tsunagu.strengths.making import corrections
from tsunagu.strengths.making.build import build
from tsunagu.strengths.measures import counting, ratios
from tsunagu.strengths.questions import works
from tsunagu.strengths.questions.asking import EVERYTHING
from tsunagu.strengths.questions.choice import ASKED, Choice, asked, choice
from tsunagu.strengths.questions.explanation import explain, text
from tsunagu.strengths.questions.reading import HOME, Institution, Reading
from tsunagu.strengths.questions.records import WorksQuestion
from tsunagu.strengths.questions.reference_cells import distribution
from tsunagu.strengths.questions.standing import spanned
from tsunagu.strengths.questions.works_tables import tables
from tsunagu.strengths.storage.store import Store
from tsunagu.strengths.tables import ONE

JOINT, TIED, FIVE, MEDICAL = 0, 1, 4, 20  # numbers of works: cited 30, 12, 5 in chemistry, 9 in medicine
SCHEMES = ("field", "subfield")  # beside the eight fields
NEAR = 1e-9  # what rounding to 2^-40 leaves


def behind(
    reading: Reading,
    made: Choice,
    place: Institution,
    *,
    field: int = 0,
    only_top: bool = False,
    first: int = 0,
    limit: int = 30,
) -> works.Works:
    """The works of an institution by a choice made before."""
    question = WorksQuestion(
        window=made.window,
        scheme=made.scheme,
        counting=made.counting,
        top=made.top,
        university=str(place.openalex_id),
        field=field,
        only=Only.TOP if only_top else None,
        offset=first,
        limit=limit,
    )
    return works.answer(reading, question)


@pytest.fixture
def usual(by_hand: Reading) -> Choice:
    return choice(by_hand.edition)


@pytest.mark.parametrize("scheme", ["eight", *(pytest.param(scheme, marks=pytest.mark.long) for scheme in SCHEMES)])
@pytest.mark.parametrize("how", list(Counting))
@pytest.mark.parametrize("top", list(Top))
def test_the_works_add_up_to_the_cells_to_the_last_bit(by_hand: Reading, scheme: str, how: Counting, top: Top) -> None:
    chosen = choice(by_hand.edition, scheme=scheme, counting=how, top=top)
    cells = spanned(HOME.filter(HOME.scheme == scheme).semi_join(ASKED, "institution_id"))
    measured = ratios.measured(counting.sums(cells, ["institution_id", "field"]), top.value, how.value)
    for one in (KO, OTSU, HEI):
        rows = by_hand.rows(measured, asked=asked(one), span=chosen.span)
        for row in rows:
            found = behind(by_hand, chosen, by_hand.institutions[one], field=row["field"], limit=EVERYTHING)
            assert (found.total, found.papers, found.top) == (row["n"], row["papers"] / ONE, row["top"] / ONE)
            assert sum(work.part for work in found.works) == pytest.approx(row["top"] / ONE, abs=NEAR)
            assert sum(work.paper for work in found.works) == pytest.approx(row["papers"] / ONE, abs=NEAR)
        assert behind(by_hand, chosen, by_hand.institutions[one]).total == sum(row["n"] for row in rows) > 0


def test_the_newest_and_then_the_most_cited_works_come_first(by_hand: Reading, usual: Choice) -> None:
    found = behind(by_hand, usual, by_hand.institutions[KO])
    assert [work.work_id for work in found.works] == [0, 1, 4, 5, 6, 10, 11, 21, 22, 23, 24, 25, 26]
    assert [work.year for work in found.works] == [2023] * 7 + [2020] * 6


def test_each_work_says_its_weight_and_what_it_adds(by_hand: Reading, usual: Choice) -> None:
    joint, tied, five, *_ = behind(by_hand, usual, by_hand.institutions[KO]).works
    # 20 works, the top tenth is 2: one above the threshold of 12, (2 - 1) / 3 for the three at it
    assert (joint.weight, joint.k, joint.paper, joint.part) == (1, 2, 0.5, 0.5)
    assert (tied.weight, tied.k) == (Fraction(1, 3), 1)
    assert tied.part == pytest.approx(1 / 3, abs=NEAR)
    assert (five.weight, five.part, five.title) == (0, 0, "Work 4")


def test_by_nisteps_factor_ties_are_left_out_and_the_rest_multiplied(by_hand: Reading, usual: Choice) -> None:
    joint, tied, *_ = behind(by_hand, replace(usual, top=Top.SCALE), by_hand.institutions[KO]).works
    # 2 top works over the 1 above the threshold, shared by 2 institutions
    assert (joint.weight, joint.part, tied.weight) == (2, 1.0, 0)


def test_a_field_and_the_top_can_be_asked_for(by_hand: Reading, usual: Choice) -> None:
    otsu = by_hand.institutions[OTSU]
    assert [work.work_id for work in behind(by_hand, usual, otsu, field=MEDICINE).works] == [20, 27]
    assert [work.work_id for work in behind(by_hand, usual, otsu, only_top=True).works] == [0, 2, 20]
    assert behind(by_hand, usual, otsu, field=MEDICINE).scheme == "field"
    own = behind(by_hand, replace(usual, scheme="field"), otsu, field=FIELDS[MEDICINE])
    assert [work.work_id for work in own.works] == [20, 27]


def test_pages_hold_their_part_and_the_totals_of_all(by_hand: Reading, usual: Choice) -> None:
    ko = by_hand.institutions[KO]
    whole = behind(by_hand, usual, ko)
    second = behind(by_hand, usual, ko, first=5, limit=5)
    assert [work.work_id for work in second.works] == [work.work_id for work in whole.works[5:10]]
    assert (second.total, second.papers, second.top) == (13, 12.5, whole.top)
    assert behind(by_hand, usual, ko, first=100).works == []
    assert behind(by_hand, usual, ko, first=100).total == 13


def test_works_outside_of_the_window_are_not_behind_its_numbers(by_hand: Reading, usual: Choice) -> None:
    alpha = by_hand.institutions[ALPHA]
    assert 30 not in [work.work_id for work in behind(by_hand, usual, alpha).works]
    earlier = choice(by_hand.edition, window=2022)
    assert [work.work_id for work in behind(by_hand, earlier, alpha).works] == [30]


def test_an_institution_without_works_has_none(by_hand: Reading, usual: Choice) -> None:
    found = behind(by_hand, usual, by_hand.institutions[BETA])
    assert (found.total, found.papers, found.top, found.q, found.works) == (0, 0, 0, None, [])


def test_an_unknown_field_is_refused(by_hand: Reading, usual: Choice) -> None:
    with pytest.raises(ValueError, match="no field 99"):
        behind(by_hand, usual, by_hand.institutions[KO], field=99)


def test_an_export_carries_every_work_and_its_provenance(by_hand: Reading, usual: Choice) -> None:
    ko = by_hand.institutions[KO]
    with speaking("en"):
        listing, source = tables(by_hand, behind(by_hand, usual, ko, limit=EVERYTHING))
    assert len(listing.rows) == 13
    row = dict(zip(listing.columns, listing.rows[1], strict=True))
    assert (row["Work"], row["Field"], row["Citations"], row["Top weight (fraction)"]) == ("W1", "Chemistry", 12, "1/3")
    assert row["Window shown"] == "2019-2023"
    assert ["Institution", "Ko University"] in [list(row) for row in source.rows]


def test_a_work_above_the_threshold_counts_whole(by_hand: Reading) -> None:
    found = explain(by_hand, JOINT)
    assert found is not None
    assert found.counted
    main = found.limits[0]
    assert (main.scheme, main.field, main.top_permille) == ("field", FIELDS[CHEMISTRY], 100)
    assert (main.threshold, main.n_total, main.n_above, main.n_tied, main.side) == (12, 20, 1, 3, "above")
    assert (main.goal, main.missing, main.cwts, main.nistep) == (2, 1, 1, 2)
    # 30 + 3 x 12 + 6 x 5 + 10 x 1 citations in 20 works
    assert main.mean == 106 / 20
    # the top hundredth is 0.2 of 20 works, none above 30 citations and one at it
    hundredth = found.limits[1]
    assert (hundredth.top_permille, hundredth.threshold, hundredth.side) == (10, 30, "tied")
    assert (hundredth.cwts, hundredth.nistep) == (Fraction(1, 5), Fraction(1, 5))


def test_a_work_at_the_threshold_counts_what_is_missing(by_hand: Reading) -> None:
    main = explain(by_hand, TIED).limits[0]
    assert (main.side, main.cwts, main.nistep) == ("tied", Fraction(1, 3), 0)


def test_a_work_below_the_threshold_does_not_count(by_hand: Reading) -> None:
    main = explain(by_hand, FIVE).limits[0]
    assert (main.side, main.cwts, main.nistep) == ("below", 0, 0)


def test_the_institutions_of_a_work_hold_their_shares(by_hand: Reading) -> None:
    held = explain(by_hand, JOINT).holders
    # two authors of one institution each; the first is the corresponding one
    assert [(one.institution.institution_id, one.k, one.author_share, one.corresponding) for one in held] == [
        (KO, 2, 0.5, True),
        (OTSU, 2, 0.5, False),
    ]


def test_the_reasons_are_told_in_the_terminal(by_hand: Reading) -> None:
    told = text(explain(by_hand, TIED))
    assert "threshold: 12 citations; above it 1, exactly at it 3; this work: 12" in told
    assert "weight of this work: 1/3 (0.333333) by cwts, 0 (0.000000) by nistep_scale" in told
    assert "Ko University (JP): 1.0000 of the authors" in told


def test_a_work_that_is_not_there_is_none(by_hand: Reading) -> None:
    assert explain(by_hand, 12345) is None


def test_the_distribution_is_that_of_the_threshold(by_hand: Reading) -> None:
    limit = explain(by_hand, JOINT).limits[0]
    assert distribution(by_hand, limit) == [(1, 10), (5, 6), (12, 3), (30, 1)]


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Reading:
    """The store with works that are not compared, and with corrections after the computation."""
    store = make_store(tmp_path_factory.mktemp("changed"))
    whole = store.arrow("work").to_pylist()
    kinds = {10: {"type_group": -1, "type": "editorial"}, 11: {"is_retracted": True}, 12: {"n_inst": 0}}
    rows = [
        {**row, **kinds.get(row["work_id"], {}), "is_core": row["work_id"] not in kinds}
        for row in whole
        if row["year"] == 2023
    ]
    with store.change("ingest", snapshot="tests, by hand", parameters={"touched": "all"}) as change:
        for year in store.years("work"):
            if year != 2023:
                change.carry("work", year=year)
        schema = pq.read_schema(store.files("work", year=2023)[0])
        pq.write_table(pa.Table.from_pylist(rows, schema=schema), change.path("work", year=2023))
    build(store)
    file = store.directory / "given.csv"
    head = "work_id,openalex_id,action,author_seq,by,on,reason,source\n"
    file.write_text(
        f"{head}W1,I{openalex(HEI)},add,,URA,2026-04-01,second affiliation,https://example.org/1\n"
        "W2,I999,remove,0,URA,2026-04-02,mixed up,\n"
    )
    corrections.take_over(store, file)
    return Reading(Store(store.directory))


@pytest.mark.long
@pytest.mark.parametrize(
    ("work", "reason", "told"),
    [
        (10, "type", "its type of document is not one"),
        (11, "retracted", "it was retracted"),
        (12, "no_institution", "no institution is known"),
    ],
)
def test_a_work_that_is_not_compared_says_why(changed: Reading, work: int, reason: str, told: str) -> None:
    found = explain(changed, work)
    assert (found.counted, found.limits, found.holders, found.reasons) == (False, [], [], [reason])
    assert f"not compared with others: {told}" in text(found)


@pytest.mark.long
def test_corrections_of_a_work_are_told_with_their_provenance(changed: Reading) -> None:
    one = explain(changed, 1).corrections[0]
    assert (one.institution.institution_id, one.action, one.author_seq, one.by, one.on) == (
        HEI,
        "add",
        None,
        "URA",
        "2026-04-01",
    )
    assert (one.reason, one.source, one.computed) == ("second affiliation", "https://example.org/1", False)
    other = explain(changed, 2).corrections[0]
    assert (other.institution, other.openalex_id, other.action, other.author_seq) == (None, 999, "remove", 0)
    assert explain(changed, 4).corrections == []
    assert "not computed yet" in text(explain(changed, 1))


def test_the_store_by_hand_has_no_corrections(by_hand: Reading, hand_store: Path) -> None:
    assert not list(hand_store.glob("corrections/*.csv"))
    assert explain(by_hand, 1).corrections == []
