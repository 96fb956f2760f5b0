"""What a search for programs finds in the real data; that it takes as many statements for one program as for all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db.models import Q

from tsunagu.catalog.actions import decide_state
from tsunagu.catalog.enums import BodyKind, Phase, Sort, State
from tsunagu.catalog.models import Box, Eligibility, Program
from tsunagu.catalog.queries import facets, states
from tsunagu.catalog.queries.narrowing import ProgramQuery
from tsunagu.catalog.queries.search import found_table, programs, results
from tsunagu.catalog.queries.states import StateQuery
from tsunagu.kernel.years import FiscalYear
from tsunagu.search.enums import Fit

pytestmark = pytest.mark.django_db
BROAD = "大学"
BUS = "山あいの村で無人バスを走らせたい"


def _keys(**query) -> set[str]:
    return {one.program.key for one in programs(ProgramQuery(**query))}


def test_without_words_every_program_is_there_in_the_order_of_the_catalog_and_ended_ones_last():
    found = [(one.state.state is State.ENDED, one.program.pk) for one in programs(ProgramQuery(limit=1000))]
    assert found == sorted(found)
    assert {pk for _, pk in found} == set(Program.objects.values_list("pk", flat=True))


def test_words_put_the_best_program_first_and_say_why():
    best, second, *_ = programs(ProgramQuery(words=BUS))
    assert best.program.key == "road-to-l4"
    assert best.score > second.score > 0
    assert "無人バス" in map(str, best.matched)
    assert "無人バス" in best.sentence


def test_what_fits_well_comes_first_and_is_counted():
    found = results(ProgramQuery(words="ドローン", limit=1000))
    fits = [one.fit for one in found.found]
    assert fits == [Fit.GOOD] * found.good + [Fit.PARTIAL] * found.rest
    assert (found.fit, found.total) == (Fit.GOOD, len(fits))
    assert 0 < found.good < found.total


@pytest.mark.parametrize(
    "want",
    [
        "子どもの給食費を無料にしたい",
        "インフルエンザの予防接種を安く受けたい",
        "技能実習生の在留資格の変更手続きを知りたい",
        "how to get a work visa for my spouse",
    ],
)
def test_a_want_that_no_program_serves_is_told_so(want):
    found = results(ProgramQuery(words=want))
    assert (found.fit, found.good, found.fitting) == (Fit.NONE, 0, [])


def test_how_well_a_program_fits_does_not_hang_on_the_facets():
    query = ProgramQuery(words="ドローン", limit=1000)
    everywhere = {one.program.key: one.fit for one in programs(query)}
    narrowed = {one.program.key: one.fit for one in programs(replace(query, ministry="maff"))}
    assert narrowed == {key: fit for key, fit in everywhere.items() if key in narrowed}
    assert len(narrowed) > 3


@pytest.mark.parametrize("typed", ["ドロ−ン", "ドロ―ン", "ドロ－ン", "ドロ\u200bーン"])
def test_look_alikes_find_the_same(typed):
    assert _keys(words=typed, limit=1000) == _keys(words="ドローン", limit=1000)


@pytest.mark.parametrize(
    ("want", "right"),
    [
        ("agricultural drone", {"smart-agri", "smart-agri-area", "smart-agri-development", "smart-agri-model"}),
        ("young scientist grant", {"forest", "young-researcher-discovery", "global-researchers", "kakenhi"}),
        ("collaborate with a Japanese university", {"a-step", "opera", "coi-next", "sangaku-yugo"}),
    ],
)
def test_english_wants_are_answered_with_english_sentences(want, right):
    best = programs(ProgramQuery(words=want))[0]
    assert best.program.key in right
    assert (best.fit, best.sentence.isascii()) == (Fit.GOOD, True)


def test_a_word_is_shown_whole_and_a_related_one_as_such():
    shown = {str(match) for one in programs(ProgramQuery(words="半導体", limit=1000)) for match in one.matched}
    assert "半導体" in shown
    assert all(match == "半導体" or match.startswith("半導体（関連語：") for match in shown)


def _in_states(day: date | None, *chosen: State) -> set[str]:
    return {row.program.key for row in states.rows(StateQuery(as_of=day)) if row.state.state in chosen}


FACETS = {
    "theme": (
        {"theme": "maas"},
        lambda: set(Box.objects.filter(map__key="maas").values_list("program__key", flat=True)),
    ),
    "phase": (
        {"phase": Phase.DEPLOYMENT},
        lambda: set(Box.objects.filter(phase="deployment").values_list("program__key", flat=True)),
    ),
    "ministry": (
        {"ministry": "maff"},
        lambda: set(Program.objects.filter(ministry__key="maff").values_list("key", flat=True)),
    ),
    "agency": (
        {"ministry": "jst"},
        lambda: set(Program.objects.filter(agency__key="jst").values_list("key", flat=True)),
    ),
    "tag": ({"tag": "気象"}, lambda: {program.key for program in Program.objects.all() if "気象" in program.tags}),
    "new call": (
        {"new_call": False, "as_of": date(2022, 2, 1)},
        lambda: _in_states(date(2022, 2, 1), State.CLOSED, State.CONTINUING, State.ENDED),
    ),
    "state": ({"state": State.ENDED}, lambda: _in_states(None, State.ENDED)),
    "year": (
        {"fiscal_year": FiscalYear(2025)},
        lambda: set(
            Program.objects.filter(Q(editions__fiscal_year=2025) | Q(budgets__fiscal_year=2025)).values_list(
                "key", flat=True
            )
        ),
    ),
}


@pytest.mark.parametrize("facet", FACETS)
def test_a_facet_keeps_what_fits_and_nothing_else(facet):
    query, expected = FACETS[facet]
    assert _keys(**query, limit=1000) == expected()
    assert 0 < len(expected()) < Program.objects.count()


@pytest.mark.long
@pytest.mark.parametrize("facet", ["theme", "phase", "ministry", "tag"])
def test_a_facet_narrows_a_search_by_words_too(facet):
    query, expected = FACETS[facet]
    everything = [one.program.key for one in programs(ProgramQuery(words=BROAD, limit=1000))]
    narrowed = [one.program.key for one in programs(ProgramQuery(words=BROAD, limit=1000, **query))]
    assert narrowed == [key for key in everything if key in expected()]
    assert 0 < len(narrowed) < len(everything)


def test_two_facets_keep_what_fits_both():
    both = _keys(ministry="mext", theme="maas", limit=1000)
    assert both == _keys(ministry="mext", limit=1000) & _keys(theme="maas", limit=1000)
    assert both >= {"coi-next", "sparc"}


def test_theme_and_phase_speak_of_the_same_box():
    both = _keys(theme="maas", phase=Phase.DEPLOYMENT)
    assert both == set(Box.objects.filter(map__key="maas", phase="deployment").values_list("program__key", flat=True))


def test_a_program_that_only_a_partner_may_apply_for_is_marked_and_not_hidden():
    found = {
        one.program.key: one
        for one in programs(ProgramQuery(words="地方大学 産業創生 交付金", applicant=BodyKind.UNIVERSITY))
    }
    grant = found["regional-university-grant"]
    assert (grant.only_partner_applies, grant.leads) == (True, [BodyKind.LOCAL_GOVERNMENT])
    assert {one.only_partner_applies for one in found.values()} == {True, False}


def test_nobody_is_marked_where_nobody_asks():
    assert {one.only_partner_applies for one in programs(ProgramQuery(words="地方大学 産業創生 交付金"))} == {False}


def test_a_kind_of_body_narrows_the_list_to_programs_that_name_it_in_any_role():
    found = programs(ProgramQuery(applicant=BodyKind.CITY, limit=1000))
    roles = ("lead", "partial", "consortium", "requires", "partners")
    named = {
        rule.program.key
        for rule in Eligibility.objects.select_related("program")
        if {"city", "local-government"} & {kind for role in roles for kind in getattr(rule, role)}
    }
    assert {one.program.key for one in found} == named
    assert 0 < len(found) < Program.objects.count()


@pytest.mark.parametrize(
    "query",
    [
        {"theme": "nowhere"},
        {"ministry": "nowhere"},
        {"tag": "無い"},
        {"fiscal_year": FiscalYear(1999)},
        {"words": "のをに"},
        {"words": "who for the with"},
    ],
)
def test_what_fits_nothing_finds_nothing(query):
    assert programs(ProgramQuery(**query)) == []


@pytest.mark.long
@pytest.mark.parametrize("words", ["", "地域 大学"])
def test_pages_of_results_are_the_list_in_pieces(words):
    whole = results(ProgramQuery(words=words, limit=1000))
    pieces = [results(ProgramQuery(words=words, limit=10, offset=offset)) for offset in range(0, 100, 10)]
    assert [one.program.key for piece in pieces for one in piece.found] == [one.program.key for one in whole.found]
    assert {piece.total for piece in pieces} == {whole.total} == {len(whole.found)}


@pytest.mark.long
@pytest.mark.parametrize(("name", "offered"), [("theme", facets.themes), ("phase", facets.phases)])
def test_facets_count_what_choosing_them_leaves(name, offered):
    counts = {facet.value: facet.count for facet in offered()}
    assert counts == {value: len(_keys(**{name: _value(name, value)}, limit=1000)) for value in counts}
    assert len(counts) > 2


def _value(name: str, value: str) -> str:
    return Phase(value) if name == "phase" else value


@pytest.mark.parametrize("words", ["", "大学 地域"])
@pytest.mark.parametrize("limit", [1, 3, 100])
def test_finding_programs_takes_as_many_statements_for_one_as_for_all(django_assert_num_queries, words, limit):
    programs(ProgramQuery(words="温める"))
    with django_assert_num_queries(17 if words else 15):
        found = programs(ProgramQuery(words=words, limit=limit))
        found_table(found)
    assert len(found) in ({limit} if limit < 50 else range(50, 101))


# the order ----------------------------------------------------------------------------------------------------------


def _say(key: str, state: State) -> None:
    decide_state(key, state, reason="試し", since=date(2020, 4, 1))


@pytest.mark.long
@pytest.mark.parametrize("sort", list(Sort))
def test_programs_that_have_ended_come_last_of_those_that_fit_in_every_order(sort):
    first = programs(ProgramQuery(words="バス", sort=sort))[0].program.key
    _say(first, State.ENDED)
    found = results(ProgramQuery(words="バス", sort=sort))
    assert (found.fitting[-1].program.key, found.fitting[-1].state.state) == (first, State.ENDED)
    assert (len(found.fitting) > 1, len(found.partly) > 0) == (True, True)


def test_programs_are_put_in_order_of_their_amounts_and_unknown_ones_behind():
    found = [one for one in programs(ProgramQuery(sort=Sort.AMOUNT, limit=1000)) if one.state.state is not State.ENDED]
    amounts = [result.glance.headline.amount if result.glance.headline else -1 for result in found]
    assert amounts == sorted(amounts, reverse=True)
    assert amounts[0] > 0 > amounts[-1]


def test_open_calls_come_first_in_the_order_of_deadlines():
    last = programs(ProgramQuery(limit=1000))[-1].program.key
    _say(last, State.OPEN)
    assert programs(ProgramQuery(sort=Sort.DEADLINE, limit=1))[0].program.key == last
