"""Who may apply by the rules of the real data; that answers take as many statements for one map as for all programs."""

from __future__ import annotations

from datetime import date

import pytest

from tsunagu.catalog.enums import BodyKind, State, Verdict
from tsunagu.catalog.models import Program
from tsunagu.catalog.queries import eligibility
from tsunagu.catalog.queries.eligibility import MayApplyQuery

pytestmark = pytest.mark.django_db
THEN = date(2022, 2, 1)  # when the maps of 令和4年度 were new


@pytest.mark.long
@pytest.mark.parametrize("theme", ["", "maas"])
def test_answers_take_the_same_statements_for_one_map_and_for_all_programs(django_assert_num_queries, theme):
    with django_assert_num_queries(22):
        found = eligibility.answers(MayApplyQuery(BodyKind.CITY, theme=theme))
        eligibility.answers_table(found)
    assert len(found) == (8 if theme else Program.objects.count())


@pytest.mark.parametrize("day", [None, pytest.param(THEN, marks=pytest.mark.long)])
def test_answers_come_with_the_usable_ones_first_and_can_be_narrowed_to_one_verdict(day):
    found = [one.answer.verdict for one in eligibility.answers(MayApplyQuery(BodyKind.UNIVERSITY, as_of=day))]
    assert found == sorted(found, key=list(Verdict).index)
    for verdict in Verdict:
        narrowed = eligibility.answers(MayApplyQuery(BodyKind.UNIVERSITY, verdict=verdict, as_of=day))
        assert len(narrowed) == found.count(verdict)


@pytest.mark.parametrize("bodies", [list(BodyKind)[:2], pytest.param(list(BodyKind)[2:], marks=pytest.mark.long)])
@pytest.mark.parametrize("day", [None, THEN])
def test_a_yes_rests_on_rules_of_the_present(day, bodies):
    for body in bodies:
        every = eligibility.answers(MayApplyQuery(body, as_of=day))
        admitted = [one.answer for one in every if one.answer.verdict in (Verdict.YES, Verdict.IF)]
        assert {answer.confirmed for answer in admitted} <= {True}


def test_rules_that_were_those_of_the_year_give_a_yes_on_their_day_and_are_to_be_checked_later():
    def answer(day):
        every = eligibility.answers(MayApplyQuery(BodyKind.COMPANY, theme="maas", as_of=day))
        return next(one.answer for one in every if one.program.key == "road-to-l4")

    then, later = answer(THEN), answer(date(2024, 5, 1))
    assert (then.verdict, then.rules_year, then.confirmed) == (Verdict.YES, 2022, True)
    assert (later.verdict, later.rules_year, later.confirmed) == (Verdict.CHECK, 2022, False)


def test_every_answer_that_is_not_certain_says_what_to_do_next():
    every = eligibility.answers(MayApplyQuery(BodyKind.UNIVERSITY))
    open_ones = [one for one in every if one.answer.verdict is Verdict.UNKNOWN or not one.answer.confirmed]
    assert len(open_ones) > 20
    assert [one.program.key for one in open_ones if not (one.next_step and one.next_step.text)] == []


@pytest.mark.long
def test_the_quick_verdicts_are_those_of_the_explained_answers():
    for body in BodyKind:
        quick = eligibility.verdicts(MayApplyQuery(body, (BodyKind.CITY,)))
        explained = eligibility.explained(MayApplyQuery(body, (BodyKind.CITY,)), [pk for pk, _ in quick])
        assert [verdict for _, verdict in quick] == [one.answer.verdict for one in explained]


@pytest.mark.long
@pytest.mark.parametrize(
    ("body", "partners"),
    [
        (body, partners)
        for body in BodyKind
        for partners in ((), (BodyKind.CITY,), (BodyKind.COMPANY, BodyKind.NATIONAL_UNIVERSITY))
    ][::5],
)
def test_the_quick_verdict_is_the_one_that_is_explained(body, partners):
    quick = eligibility.verdicts(MayApplyQuery(body, partners))
    explained = [
        (one.program.pk, one.answer.verdict)
        for one in eligibility.explained(MayApplyQuery(body, partners), [pk for pk, _ in quick])
    ]
    assert explained == quick
    assert len(quick) == Program.objects.count()


def test_a_program_without_a_rule_is_unknown():
    without = set(Program.objects.filter(eligibilities=None).values_list("key", flat=True))
    answers = [one for one in eligibility.answers(MayApplyQuery(BodyKind.UNIVERSITY)) if one.program.key in without]
    assert answers
    for one in answers:
        assert one.answer.verdict is (Verdict.NO if one.state.state.is_over else Verdict.UNKNOWN)


def test_a_program_whose_contact_row_of_the_year_has_no_new_call_is_a_no():
    [venture] = [
        one
        for one in eligibility.answers(MayApplyQuery(BodyKind.UNIVERSITY, theme="bio", as_of=THEN))
        if one.program.key == "medical-venture"
    ]
    assert venture.answer.verdict is Verdict.NO
    assert venture.answer.lines[0].code == "continuing"
    source = venture.answer.lines[0].source
    assert (source.state, source.document.key) == (State.CONTINUING, "package-2022")


@pytest.mark.long
def test_a_partner_opens_a_program_on_the_real_rules():
    def answer(*partners: BodyKind):
        [found] = [
            one
            for one in eligibility.answers(MayApplyQuery(BodyKind.UNIVERSITY, partners, as_of=date(2024, 6, 1)))
            if one.program.key == "coi-next"
        ]
        return found.answer

    alone = answer()
    assert (alone.verdict, BodyKind.COMPANY in alone.missing) == (Verdict.WITH_PARTNER, True)
    assert answer(*alone.missing).missing == ()
    assert answer(*alone.missing).verdict is Verdict.IF


def test_every_line_of_every_answer_has_its_source():
    for one in eligibility.answers(MayApplyQuery(BodyKind.COMPANY)):
        for line in one.answer.lines:
            assert eligibility.source_text(line.source)
