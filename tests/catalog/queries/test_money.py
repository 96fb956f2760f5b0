"""Figures, groups and totals of the real data; that they take as many statements for few as for many."""

from __future__ import annotations

import pytest

from tsunagu.catalog.enums import BudgetKind
from tsunagu.catalog.queries import money
from tsunagu.kernel.years import FiscalYear

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "query", [{}, {"program": "coi-next"}, {"pillar": "1", "ministry": "mext", "kind": BudgetKind.DRAFT}]
)
def test_budget_figures_take_three_statements(django_assert_num_queries, query):
    with django_assert_num_queries(3):
        figures = money.budget_figures(money.BudgetQuery(**query))
        money.budget_table(figures)
    assert figures != []


def test_groups_take_two_statements(django_assert_num_queries):
    with django_assert_num_queries(2):
        assert money.groups(money.BudgetQuery()) != []


def test_a_part_counts_with_its_whole_and_not_beside_it():
    group = next(
        g for g in money.groups(money.BudgetQuery(fiscal_year=FiscalYear(2021))) if g.kind is BudgetKind.PREVIOUS
    )
    amounts = {
        figure.program.key: figure.amount
        for figure in money.budget_figures(money.BudgetQuery(fiscal_year=FiscalYear(2021), kind=group.kind))
    }
    assert {"start", "start-ecosystem", "coi-next"} <= set(amounts)
    assert group.added == sum(amount for key, amount in amounts.items() if key != "start-ecosystem" and amount)


def test_figures_come_page_by_page_in_the_order_of_the_groups():
    query = money.BudgetQuery()
    everything = money.budget_figures(query)
    pages = [money.budget_figures(query, limit=30, offset=start) for start in range(0, len(everything), 30)]
    assert [figure.pk for page in pages for figure in page] == [figure.pk for figure in everything]
    keys = [(figure.fiscal_year, figure.kind) for figure in everything]
    assert list(dict.fromkeys(keys)) == [(group.fiscal_year, group.kind) for group in money.groups(query)]


def test_pages_of_figures_are_the_list_in_pieces():
    whole = money.budget_figures(money.BudgetQuery())
    pieces = [money.budget_figures(money.BudgetQuery(), limit=50, offset=offset) for offset in range(0, 200, 50)]
    assert [figure.pk for piece in pieces for figure in piece] == [figure.pk for figure in whole]
    assert len(whole) > 100


def test_totals_take_two_statements(django_assert_num_queries):
    with django_assert_num_queries(2):
        rows = money.totals()
        money.totals_table(rows)
    assert len(rows) > 10


def test_figures_are_narrowed_by_every_filter():
    every = money.budget_figures(money.BudgetQuery())
    for query, fits in [
        ({"pillar": "3"}, lambda f: f.program.pillar == "3"),
        ({"ministry": "maff"}, lambda f: f.program.ministry.key == "maff"),
        ({"fiscal_year": FiscalYear(2023)}, lambda f: f.fiscal_year == 2023),
        ({"kind": BudgetKind.REQUEST}, lambda f: f.kind == "request"),
        ({"program": "coi-next"}, lambda f: f.program.key == "coi-next"),
    ]:
        found = {figure.pk for figure in money.budget_figures(money.BudgetQuery(**query))}
        assert found == {figure.pk for figure in every if fits(figure)}
        assert 0 < len(found) < len(every)


def test_a_group_adds_what_may_be_added_and_counts_the_rest():
    for group in money.groups(money.BudgetQuery()):
        figures = money.budget_figures(money.BudgetQuery(fiscal_year=group.fiscal_year, kind=group.kind))
        assert group.count == len(figures)
        assert group.inside == sum(figure.inclusive for figure in figures)
        assert group.unknown == sum(figure.amount is None for figure in figures)
        assert group.added <= sum(figure.amount or 0 for figure in figures if not figure.inclusive)
