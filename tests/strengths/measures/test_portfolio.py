from fractions import Fraction

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ibis import _

from tests.strengths.cells import C, answer, by_field, cell, cells
from tsunagu.strengths.measures.counting import sums, totals
from tsunagu.strengths.measures.portfolio import activity, decomposition, density, proximity, top_shares
from tsunagu.strengths.tables import ONE

WORLD = sums(C, ("field",))
ACTIVITY = activity(by_field(), WORLD)
FLOATING = activity(by_field(), totals(C, ("field",)))
NEAR = proximity(ACTIVITY)
DENSITY = density(ACTIVITY, NEAR)
PARTS = decomposition(by_field())
SHARES = top_shares(by_field(), totals(C, ("field",)))
CLOSE = pytest.approx

# 甲: 30 papers of field 1 and 10 of field 2; 乙: 10 and 50. Together 40 and 60.
TWO = cells([cell(1, 1, 30, 3), cell(1, 2, 10, 2), cell(2, 1, 10, 1), cell(2, 2, 50, 4)])


def named(rows, *columns):
    return [tuple(row[column] for column in columns) for row in rows]


def test_activity_is_the_share_over_the_share_in_the_reference_set():
    # 甲 in field 1: (30/40) / (40/100) = 1.875; rsi = (1.875^2 - 1) / (1.875^2 + 1), ssi = 0.875 / 2.875.
    rows = answer(ACTIVITY, cell=TWO)
    assert named(rows, "institution_id", "field", "papers", "share", "reference_share", "advantage") == [
        (1, 1, 30 * ONE, 30 / 40, 0.4, True),
        (1, 2, 10 * ONE, 10 / 40, 0.6, False),
        (2, 1, 10 * ONE, 10 / 60, 0.4, False),
        (2, 2, 50 * ONE, 50 / 60, 0.6, True),
    ]
    assert [row["ai"] for row in rows] == [0.75 / 0.4, 0.25 / 0.6, (10 / 60) / 0.4, (50 / 60) / 0.6]
    square = (0.75 / 0.4) * (0.75 / 0.4)
    assert (rows[0]["rsi"], rows[0]["ssi"]) == ((square - 1) / (square + 1), (0.75 / 0.4 - 1) / (0.75 / 0.4 + 1))


def test_totals_in_papers_are_as_good_a_reference_as_sums():
    assert answer(FLOATING, cell=TWO) == answer(ACTIVITY, cell=TWO)


def test_a_third_of_a_paper_in_the_reference_is_not_rounded():
    # A reference of a third of a paper and of one: a university with all its papers in field 1 has an index of 1 /
    # (1/4) = 4.
    reference = totals(C, ("field",)).mutate(p_frac=_.p_frac / ibis.literal(3, "int64").cast("float64"))
    thirds = reference.mutate(
        p_frac=(_.field == 1).ifelse(_.p_frac, _.p_frac * ibis.literal(3, "int64").cast("float64"))
    )
    rows = answer(activity(by_field(), thirds), cell=cells([cell(1, 1, 1), cell(2, 2, 1)]))
    assert rows[0]["ai"] == pytest.approx(4, rel=1e-9)


def test_no_papers_are_an_activity_of_none_and_a_field_unknown_to_the_reference_is_unknown():
    reference = sums(C.filter(C.field != 3), ("field",))
    rows = answer(activity(by_field(), reference), cell=cells([cell(1, 1, 3), cell(1, 3, 1), cell(2, 2, 4)]))
    assert named(rows, "institution_id", "field", "papers", "share", "ai", "rsi", "ssi", "advantage") == [
        (1, 1, 3 * ONE, 0.75, 0.75 / (3 / 7), CLOSE((1.75**2 - 1) / (1.75**2 + 1)), CLOSE(0.75 / 2.75), True),
        (1, 2, 0, 0.0, 0.0, -1.0, -1.0, False),
        (1, 3, ONE, 0.25, None, None, None, None),
        (2, 1, 0, 0.0, 0.0, -1.0, -1.0, False),
        (2, 2, 4 * ONE, 1.0, 1.75, CLOSE((1.75**2 - 1) / (1.75**2 + 1)), CLOSE(0.75 / 2.75), True),
        (2, 3, 0, 0.0, None, None, None, None),
    ]


def test_an_activity_of_exactly_one_is_an_advantage_and_a_unit_less_is_not():
    # Both universities have the mix of the world, 1 : 3, so that AI = 1 in each field; a unit moved to field 1 moves
    # all four.
    table = [cell(1, 1, 1), cell(1, 2, 3), cell(2, 1, 2), cell(2, 2, 6)]
    assert [row["advantage"] for row in answer(ACTIVITY, cell=cells(table))] == [True] * 4
    moved = [row | {"p_frac": row["p_frac"] + more} for row, more in zip(table, (1, -1, 0, 0), strict=True)]
    rows = answer(ACTIVITY, cell=cells(moved))
    assert [row["advantage"] for row in rows] == [True, False, False, True]


def test_authorless_institutions_have_no_portfolio_by_author_counting():
    rows = answer(activity(by_field(), WORLD, "author"), cell=cells([cell(1, 1, 0, n=2), cell(2, 1, 5)]))
    assert named(rows, "institution_id", "share", "ai", "advantage") == [(1, None, None, None), (2, 1.0, 1.0, True)]


def test_contributions_tell_which_fields_raise_q():
    # 甲: 5 of 40 = 12.5% over all; field 1 3/30 = 10%: 0.75 * -0.025, field 2 2/10 = 20%: 0.25 * 0.075.
    rows = [row for row in answer(PARTS, cell=TWO) if row["institution_id"] == 1]
    assert named(rows, "field", "n", "q", "paper_share", "q_all") == [
        (1, 30, 0.1, 0.75, 0.125),
        (2, 10, 0.2, 0.25, 0.125),
    ]
    assert [row["contribution"] for row in rows] == [0.75 * (0.1 - 0.125), 0.25 * (0.2 - 0.125)]


def test_the_share_of_top_papers_is_the_share_of_papers_times_relative_q():
    # Field 1: 30 of 40 papers and 3 of 4 top papers, Q 10% of 10%; field 2: 10 of 60 papers and 2 of 6 top papers, Q
    # 20% of 10%.
    rows = [row for row in answer(SHARES, cell=TWO) if row["institution_id"] == 1]
    assert named(rows, "field", "paper_share", "top_share", "q", "reference_q", "relative_q") == [
        (1, 0.75, 0.75, 0.1, 0.1, 1.0),
        (2, 10 / 60, 2 / 6, 0.2, 0.1, 2.0),
    ]
    assert rows[1]["paper_share"] * rows[1]["q"] / 0.1 == CLOSE(rows[1]["top_share"])  # the world's Q is 0.1


def test_a_set_with_papers_and_no_top_papers_has_a_q_of_zero_and_nothing_is_divided_by_it():
    [row] = answer(SHARES, cell=cells([cell(1, 1, 4)]))
    assert [row[name] for name in ("paper_share", "top_share", "q", "reference_q", "relative_q")] == [
        1.0,
        None,
        0.0,
        0.0,
        None,
    ]


def test_sums_in_units_give_the_same_shares_as_totals_in_papers():
    for counting in ("full", "frac"):
        both = [
            answer(top_shares(by_field(), reference, counting=counting), cell=TWO)
            for reference in (WORLD, totals(C, ("field",)))
        ]
        assert both[0] == both[1]


def test_proximity_counts_who_has_an_advantage_in_both():
    # Advantages: 甲 in 1 and 2, 乙 in 1, 丙 in 3, which the equal world shares show: phi(1,2) = 1/2, phi(1,1) = 1, none
    # between 3 and the others.
    table = cells([cell(1, 1, 5), cell(1, 2, 5), cell(2, 1, 9), cell(3, 3, 9)])
    rows = answer(NEAR, cell=table)
    assert named(rows, "field", "other", "both", "most", "phi") == [
        (1, 1, 2, 2, 1.0),
        (1, 2, 1, 2, 0.5),
        (2, 1, 1, 2, 0.5),
        (2, 2, 1, 1, 1.0),
        (3, 3, 1, 1, 1.0),
    ]
    # 乙 in field 2: it holds field 1, phi 1/2, of 1 + 1/2 in all: a third. 甲 holds all that is near its fields.
    dense = {(row["institution_id"], row["field"]): row["density"] for row in answer(DENSITY, cell=table)}
    assert dense[2, 2] == 0.5 / 1.5
    assert dense[2, 1] == 1 / 1.5
    assert (dense[1, 1], dense[1, 2], dense[1, 3], dense[3, 3]) == (1.0, 1.0, 0.0, 1.0)


def test_the_density_of_a_field_without_any_advantage_is_unknown():
    # Only universities outside this set have an advantage in field 2.
    some = ACTIVITY.filter(ACTIVITY.institution_id == 1)
    rows = answer(density(some, proximity(some)), cell=TWO)
    assert named(rows, "field", "advantage", "density") == [(1, True, 1.0), (2, False, None)]


corpora = st.lists(
    st.tuples(st.integers(1, 5), st.integers(1, 5), st.integers(1, 3000), st.integers(0, 1000)), min_size=1, max_size=15
)


def random_cells(papers):
    """Cells of one year each, so that repeated pairs add up; sizes in 1/7 papers, tops in permille of them."""
    return cells(cell(u, f, Fraction(p, 7), Fraction(p * t, 7000), 2000 + i) for i, (u, f, p, t) in enumerate(papers))


@pytest.mark.long
@given(corpora)
@settings(max_examples=15)
def test_activity_weighted_by_shares_averages_to_one(papers):
    rows = answer(ACTIVITY, cell=random_cells(papers))
    total = sum(row["papers"] for row in rows)
    for u in {row["institution_id"] for row in rows}:
        mine = [row for row in rows if row["institution_id"] == u]
        assert sum(row["reference_share"] * row["ai"] for row in mine) == CLOSE(1, rel=1e-12)
    for f in {row["field"] for row in rows}:
        weights = {
            u: sum(row["papers"] for row in rows if row["institution_id"] == u) / total
            for u in {row["institution_id"] for row in rows}
        }
        assert sum(weights[row["institution_id"]] * row["ai"] for row in rows if row["field"] == f) == CLOSE(
            1, rel=1e-12
        )
    assert all(-1 <= row[index] <= 1 for row in rows for index in ("rsi", "ssi"))
    assert all(row["advantage"] == (row["ai"] >= 1) for row in rows if abs(row["ai"] - 1) > 1e-9)


@given(corpora)
@settings(max_examples=15)
def test_the_decomposition_adds_up_to_q(papers):
    rows = answer(PARTS, cell=random_cells(papers))
    for u in {row["institution_id"] for row in rows}:
        mine = [row for row in rows if row["institution_id"] == u]
        assert sum(row["paper_share"] * row["q"] for row in mine) == CLOSE(mine[0]["q_all"], abs=1e-15)
        assert sum(row["contribution"] for row in mine) == CLOSE(0, abs=1e-15)
        exact = Fraction(sum(row["top"] for row in mine), sum(row["papers"] for row in mine))
        assert mine[0]["q_all"] == CLOSE(float(exact), rel=1e-15)


@pytest.mark.long
@given(corpora)
@settings(max_examples=15)
def test_proximity_is_symmetric_with_ones_on_the_diagonal_and_density_is_a_share(papers):
    table = random_cells(papers)
    phi = {(row["field"], row["other"]): row["phi"] for row in answer(NEAR, cell=table)}
    assert all(phi[g, f] == value and 0 < value <= 1 for (f, g), value in phi.items())
    fields = {f for f, _ in phi}
    assert [phi[f, f] for f in fields] == [1.0] * len(fields)
    dense = answer(DENSITY, cell=table)
    assert {row["field"] for row in dense if row["density"] is not None} == fields
    assert all(0 <= row["density"] <= 1 for row in dense if row["density"] is not None)
    held = {
        row["institution_id"]: {
            other["field"] for other in dense if other["institution_id"] == row["institution_id"] and other["advantage"]
        }
        for row in dense
    }
    for row in dense:
        if row["density"] is not None:
            near = {g: phi.get((row["field"], g), 0) for g in fields}
            assert row["density"] == CLOSE(
                sum(near[g] for g in held[row["institution_id"]]) / sum(near.values()), abs=1e-9
            )
